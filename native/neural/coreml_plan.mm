// Asks MLComputePlan where the operations of a model are planned to run. An SDK older than that of macOS 14.4
// does not have the class, and then neither has this file: the plan is unknown.
#include "neural/coreml_plan.h"

#if __has_include(<CoreML/MLComputePlan.h>)
#import <CoreML/CoreML.h>
#import <Foundation/Foundation.h>

#include <map>
#include <utility>

namespace dualbus::neural {
namespace {

// Loading a plan compiles for the device: seconds at most.
constexpr std::int64_t patience_ns = 60 * std::int64_t{NSEC_PER_SEC};

API_AVAILABLE(macos(14.4))
MLComputePlan* load_plan(NSURL* url) {
  MLModelConfiguration* configuration = [MLModelConfiguration new];
  configuration.computeUnits = MLComputeUnitsAll;
  dispatch_semaphore_t loaded = dispatch_semaphore_create(0);
  __block MLComputePlan* result = nil;
  [MLComputePlan loadContentsOfURL:url
                     configuration:configuration
                 completionHandler:^(MLComputePlan* plan, NSError*) {
                   result = plan;
                   dispatch_semaphore_signal(loaded);
                 }];
  if (dispatch_semaphore_wait(loaded, dispatch_time(DISPATCH_TIME_NOW, patience_ns)) != 0) return nil;
  return result;
}

API_AVAILABLE(macos(14.4))
const char* name_of(MLComputePlanDeviceUsage* usage) {
  id device = usage.preferredComputeDevice;
  if ([device isKindOfClass:[MLNeuralEngineComputeDevice class]]) return "Neural Engine";
  if ([device isKindOfClass:[MLGPUComputeDevice class]]) return "GPU";
  if ([device isKindOfClass:[MLCPUComputeDevice class]]) return "CPU";
  return "unknown";
}

API_AVAILABLE(macos(14.4))
std::vector<PlannedOperations> read_plan(MLComputePlan* plan) {
  std::map<std::pair<std::string, std::string>, std::uint32_t> counts;
  MLModelStructureProgramFunction* function = plan.modelStructure.program.functions[@"main"];
  for (MLModelStructureProgramOperation* operation in function.block.operations) {
    // The names carry their operation set: "ios16.conv".
    NSString* name = [operation.operatorName componentsSeparatedByString:@"."].lastObject;
    if (name == nil || [name isEqualToString:@"const"]) continue;
    counts[{name.UTF8String, name_of([plan computeDeviceUsageForMLProgramOperation:operation])}]++;
  }
  std::vector<PlannedOperations> result;
  for (const auto& [key, count] : counts) result.push_back({key.first, key.second, count});
  return result;
}

}  // namespace

std::vector<PlannedOperations> coreml_plan(const std::string& compiled) {
  @autoreleasepool {
    if (@available(macOS 14.4, *)) {
      NSString* path = [NSString stringWithUTF8String:compiled.c_str()];
      if (path == nil) return {};
      MLComputePlan* plan = load_plan([NSURL fileURLWithPath:path isDirectory:YES]);
      return plan == nil ? std::vector<PlannedOperations>{} : read_plan(plan);
    }
    return {};
  }
}

}  // namespace dualbus::neural

#else

std::vector<dualbus::neural::PlannedOperations> dualbus::neural::coreml_plan(const std::string&) {
  return {};
}

#endif
