#include "base/thread_priority.h"

namespace dualbus {

bool lower_thread_priority() { return false; }

}  // namespace dualbus
