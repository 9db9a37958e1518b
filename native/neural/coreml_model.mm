// The model of a Mac: each function asks Core ML for one thing and turns nil or an NSError into a typed
// error. Compiled with ARC. There is no logic here that could not be read off Apple's documentation.
#import <CoreML/CoreML.h>
#import <Foundation/Foundation.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "neural/coreml_plan.h"
#include "neural/model.h"

namespace dualbus::neural {

struct Model::Impl {
  MLModel* model;
  NSString* input_name;
  NSString* output_name;
  /** Dense, in the order of its shape; filled anew for every prediction. */
  MLMultiArray* input;
  id<MLFeatureProvider> features;
  /** The last result: the caller reads it through its strides. */
  MLMultiArray* output;
  std::string compiled;
};

Model::Model(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;
Model::~Model() = default;

namespace {

std::string text_of(NSError* error) {
  const char* text = error.localizedDescription.UTF8String;  // null when there is no error
  return text == nullptr ? "Core ML gives no reason" : text;
}

Error error_of(Fault fault, const char* what, NSError* error) {
  return {fault, what + (": " + text_of(error))};
}

NSURL* url_of(const std::string& path) {
  NSString* text = [NSString stringWithUTF8String:path.c_str()];
  return text == nil ? nil : [NSURL fileURLWithPath:text isDirectory:YES];
}

MLModelConfiguration* configuration() {
  MLModelConfiguration* result = [MLModelConfiguration new];
  result.computeUnits = MLComputeUnitsAll;
  return result;
}

bool has_shape(MLFeatureDescription* feature, const Shape& shape) {
  MLMultiArrayConstraint* constraint = feature.multiArrayConstraint;
  if (constraint == nil || constraint.dataType != MLMultiArrayDataTypeFloat16) return false;
  if (constraint.shape.count != shape.size()) return false;
  for (NSUInteger i = 0; i < shape.size(); i++)
    if (constraint.shape[i].unsignedLongValue != shape[i]) return false;
  return true;
}

/** The strides of an f16 array of four axes; false for another array, and for one without memory. */
bool read_strides(MLMultiArray* array, std::array<std::size_t, 4>* strides) {
  if (array == nil || array.dataType != MLMultiArrayDataTypeFloat16 ||
      array.strides.count != strides->size() || array.dataPointer == nullptr)
    return false;
  for (NSUInteger i = 0; i < strides->size(); i++) (*strides)[i] = array.strides[i].unsignedLongValue;
  return true;
}

bool is_dense(MLMultiArray* array, const Shape& shape) {
  std::array<std::size_t, 4> strides;
  return read_strides(array, &strides) && strides[3] == 1 && strides[2] == shape[3] &&
         strides[1] == std::size_t{shape[2]} * shape[3];
}

}  // namespace

std::string_view Model::unavailable() { return {}; }

std::string Model::system() {
  @autoreleasepool {
    return NSProcessInfo.processInfo.operatingSystemVersionString.UTF8String;
  }
}

Result<std::string> Model::compile(const std::string& package) {
  @autoreleasepool {
    NSURL* source = url_of(package);
    if (source == nil) return Error{Fault::bad_package, "the path of the package is not UTF-8"};
    NSError* error = nil;
    NSURL* compiled = [MLModel compileModelAtURL:source error:&error];
    if (compiled == nil || compiled.path == nil)
      return error_of(Fault::bad_package, "compileModelAtURL", error);
    return std::string(compiled.path.UTF8String);
  }
}

Result<Model> Model::load(const std::string& compiled, const Shape& input, const Shape& output) {
  @autoreleasepool {
    NSURL* url = url_of(compiled);
    if (url == nil) return Error{Fault::bad_package, "the path of the compiled model is not UTF-8"};
    NSError* error = nil;
    MLModel* model = [MLModel modelWithContentsOfURL:url configuration:configuration() error:&error];
    if (model == nil) return error_of(Fault::bad_package, "modelWithContentsOfURL", error);
    MLFeatureDescription* in = model.modelDescription.inputDescriptionsByName.allValues.firstObject;
    MLFeatureDescription* out = model.modelDescription.outputDescriptionsByName.allValues.firstObject;
    if (in == nil || out == nil || !has_shape(in, input) || !has_shape(out, output))
      return Error{Fault::bad_package, "the loaded model takes or gives another shape"};
    MLMultiArray* array =
        [[MLMultiArray alloc] initWithShape:@[ @(input[0]), @(input[1]), @(input[2]), @(input[3]) ]
                                   dataType:MLMultiArrayDataTypeFloat16
                                      error:&error];
    if (!is_dense(array, input)) return error_of(Fault::failed, "MLMultiArray", error);
    MLFeatureValue* value = [MLFeatureValue featureValueWithMultiArray:array];
    id<MLFeatureProvider> features =
        [[MLDictionaryFeatureProvider alloc] initWithDictionary:@{in.name : value} error:&error];
    if (features == nil) return error_of(Fault::failed, "MLDictionaryFeatureProvider", error);
    return Model(std::make_unique<Impl>(Impl{model, in.name, out.name, array, features, nil, compiled}));
  }
}

Result<HalfView> Model::predict(std::span<const Half> input) {
  @autoreleasepool {
    if (input.size() != static_cast<std::size_t>(impl_->input.count))
      return Error{Fault::failed, "the input has another number of elements"};
    std::memcpy(impl_->input.dataPointer, input.data(), input.size_bytes());
    NSError* error = nil;
    id<MLFeatureProvider> result = [impl_->model predictionFromFeatures:impl_->features error:&error];
    if (result == nil) return error_of(Fault::failed, "predictionFromFeatures", error);
    impl_->output = [result featureValueForName:impl_->output_name].multiArrayValue;
    HalfView view;
    if (!read_strides(impl_->output, &view.strides))
      return Error{Fault::failed, "the prediction has no f16 array of four axes"};
    view.data = static_cast<const Half*>(impl_->output.dataPointer);
    return view;
  }
}

std::vector<PlannedOperations> Model::plan() const { return coreml_plan(impl_->compiled); }

}  // namespace dualbus::neural
