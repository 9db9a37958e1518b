// The device of a Mac: each function asks Metal for one thing and turns a nil or an NSError into a typed
// error. Compiled with ARC. There is no logic here that could not be read off Apple's documentation.
#import <CoreGraphics/CoreGraphics.h>
#import <Foundation/Foundation.h>
#import <Metal/Metal.h>

#include "gpu/device.h"

namespace dualbus::gpu {

struct Buffer::Impl {
  id<MTLBuffer> buffer;
};
struct Pipeline::Impl {
  id<MTLComputePipelineState> state;
};
struct Library::Impl {
  id<MTLLibrary> library;
};
struct Commands::Impl {
  id<MTLCommandBuffer> buffer;
  id<MTLComputeCommandEncoder> encoder;  // nil once committed
  Impl(id<MTLCommandBuffer> buffer, id<MTLComputeCommandEncoder> encoder)
      : buffer(buffer), encoder(encoder) {}
  ~Impl() { [encoder endEncoding]; }  // Metal asserts when an encoder goes away open
};
struct Device::Impl {
  id<MTLDevice> device;
  id<MTLCommandQueue> queue;
  DeviceFacts facts;
};

namespace {

std::string text_of(NSError* error) {
  return error == nil ? "no reason given" : error.localizedDescription.UTF8String;
}

Fault fault_of(NSError* error) {
  if (![error.domain isEqualToString:MTLCommandBufferErrorDomain]) return Fault::failed;
  switch (error.code) {
    case MTLCommandBufferErrorOutOfMemory:
      return Fault::out_of_memory;
    case MTLCommandBufferErrorDeviceRemoved:
    case MTLCommandBufferErrorNotPermitted:
      return Fault::device_lost;
    default:
      return Fault::failed;
  }
}

/** A command line tool has no default device until it links Core Graphics; where there is none still, any
 * will do. */
id<MTLDevice> any_device() {
  id<MTLDevice> device = MTLCreateSystemDefaultDevice();
  return device != nil ? device : MTLCopyAllDevices().firstObject;
}

NSString* string_of(std::string_view text) {
  return [[NSString alloc] initWithBytes:text.data() length:text.size() encoding:NSUTF8StringEncoding];
}

MTLDataType type_of(FunctionConstant::Type type) {
  switch (type) {
    case FunctionConstant::Type::f32:
      return MTLDataTypeFloat;
    case FunctionConstant::Type::boolean:
      return MTLDataTypeBool;
    case FunctionConstant::Type::u32:
      break;
  }
  return MTLDataTypeUInt;
}

MTLSize size_of(Extent extent) { return MTLSizeMake(extent.x, extent.y, extent.z); }

}  // namespace

void* Buffer::contents() const { return impl->buffer.contents; }
std::size_t Buffer::bytes() const { return impl->buffer.length; }
std::uint32_t Pipeline::max_threads() const {
  return static_cast<std::uint32_t>(impl->state.maxTotalThreadsPerThreadgroup);
}

Result<Device> Device::open() {
  @autoreleasepool {
    id<MTLDevice> device = any_device();
    if (device == nil) return Error{Fault::unavailable, "Metal reports no device"};
    id<MTLCommandQueue> queue = [device newCommandQueue];
    if (queue == nil) return Error{Fault::out_of_memory, "Metal gives no command queue"};
    DeviceFacts facts = {device.name.UTF8String, device.maxBufferLength, device.recommendedMaxWorkingSetSize,
                         static_cast<std::uint32_t>(device.maxThreadgroupMemoryLength),
                         static_cast<std::uint32_t>(device.maxThreadsPerThreadgroup.width)};
    return Device(std::make_shared<Impl>(Impl{device, queue, std::move(facts)}));
  }
}

const DeviceFacts& Device::facts() const { return impl->facts; }

Result<Buffer> Device::allocate(std::size_t bytes) const {
  @autoreleasepool {
    id<MTLBuffer> buffer = [impl->device newBufferWithLength:bytes options:MTLResourceStorageModeShared];
    if (buffer == nil)
      return Error{Fault::out_of_memory, "Metal gives no buffer of " + std::to_string(bytes) + " bytes"};
    return Buffer(std::make_shared<Buffer::Impl>(Buffer::Impl{buffer}));
  }
}

Result<Library> Device::compile(const Shader& shader) const {
  @autoreleasepool {
    MTLCompileOptions* options = [MTLCompileOptions new];
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"  // its successor, mathMode, begins with macOS 15
    options.fastMathEnabled = NO;
#pragma clang diagnostic pop
    NSError* error = nil;
    id<MTLLibrary> library = [impl->device newLibraryWithSource:string_of(shader.text)
                                                        options:options
                                                          error:&error];
    if (library == nil) return Error{Fault::bad_shader, std::string(shader.name) + ": " + text_of(error)};
    return Library(std::make_shared<Library::Impl>(Library::Impl{library}));
  }
}

Result<Pipeline> Library::pipeline(std::string_view kernel,
                                   std::span<const FunctionConstant> constants) const {
  @autoreleasepool {
    MTLFunctionConstantValues* values = [MTLFunctionConstantValues new];
    for (const FunctionConstant& constant : constants)
      [values setConstantValue:&constant.bits type:type_of(constant.type) atIndex:constant.index];
    NSError* error = nil;
    id<MTLFunction> function = [impl->library newFunctionWithName:string_of(kernel)
                                                   constantValues:values
                                                            error:&error];
    if (function == nil) return Error{Fault::bad_shader, std::string(kernel) + ": " + text_of(error)};
    id<MTLComputePipelineState> state = [impl->library.device newComputePipelineStateWithFunction:function
                                                                                            error:&error];
    if (state == nil) return Error{Fault::bad_shader, std::string(kernel) + ": " + text_of(error)};
    return Pipeline(std::make_shared<Pipeline::Impl>(Pipeline::Impl{state}));
  }
}

Result<Commands> Device::commands() const {
  @autoreleasepool {
    id<MTLCommandBuffer> buffer = [impl->queue commandBuffer];
    id<MTLComputeCommandEncoder> encoder =
        [buffer computeCommandEncoder];  // serial: each dispatch sees the last
    if (encoder == nil) return Error{Fault::out_of_memory, "Metal gives no command buffer"};
    return Commands(std::make_shared<Commands::Impl>(buffer, encoder));
  }
}

void Commands::use(const Pipeline& pipeline) { [impl->encoder setComputePipelineState:pipeline.impl->state]; }

void Commands::region(std::uint32_t index, const Region& region) {
  [impl->encoder setBuffer:region.buffer.impl->buffer offset:region.offset atIndex:index];
}

void Commands::bytes(std::uint32_t index, const void* data, std::size_t bytes) {
  [impl->encoder setBytes:data length:bytes atIndex:index];
}

void Commands::threadgroup_memory(std::uint32_t index, std::size_t bytes) {
  [impl->encoder setThreadgroupMemoryLength:bytes atIndex:index];
}

void Commands::dispatch(Extent groups, Extent threads) {
  [impl->encoder dispatchThreadgroups:size_of(groups) threadsPerThreadgroup:size_of(threads)];
}

void Commands::commit() {
  @autoreleasepool {
    [impl->encoder endEncoding];
    impl->encoder = nil;
    [impl->buffer commit];
  }
}

Result<double> Commands::wait() {
  @autoreleasepool {
    [impl->buffer waitUntilCompleted];
    if (impl->buffer.status == MTLCommandBufferStatusCompleted)
      return impl->buffer.GPUEndTime - impl->buffer.GPUStartTime;
    NSError* error = impl->buffer.error;
    return Error{fault_of(error), text_of(error)};
  }
}

}  // namespace dualbus::gpu
