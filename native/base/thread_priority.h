#pragma once

namespace dualbus {

/**
 * Puts the calling thread behind those that wait for the outside world, where the system ranks threads by
 * quality of service. True when it did; false where it does not, and other means serve.
 */
bool lower_thread_priority();

}  // namespace dualbus
