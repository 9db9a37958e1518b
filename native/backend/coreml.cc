#include "backend/coreml.h"

namespace dualbus {

std::string_view coreml_unavailable() { return neural::Model::unavailable(); }

const char* model_error_code(neural::Fault fault) {
  switch (fault) {
    case neural::Fault::unavailable:
      return "DUALBUS_BACKEND_UNAVAILABLE";
    case neural::Fault::half_range:
      return "DUALBUS_HALF_RANGE";
    case neural::Fault::cancelled:
      return "DUALBUS_MODEL_CANCELLED";
    case neural::Fault::bad_package:
    case neural::Fault::storage:
    case neural::Fault::failed:
      break;
  }
  return "DUALBUS_MODEL_FAILED";
}

}  // namespace dualbus
