// macOS ranks threads by quality of service: "utility" is for work whose result somebody waits for, but not
// this instant.
#include <pthread.h>
#include <pthread/qos.h>

#include "base/thread_priority.h"

namespace dualbus {

bool lower_thread_priority() { return pthread_set_qos_class_self_np(QOS_CLASS_UTILITY, 0) == 0; }

}  // namespace dualbus
