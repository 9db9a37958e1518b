#include "gpu/emulator/scheduler.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <random>
#include <vector>

#include "gpu/emulator/arena.h"
#include "gpu/emulator/fiber.h"

namespace dualbus::gpu::emulator {

namespace {

enum class State { ready, at_barrier, at_simd, ended };

struct Thread {
  Fiber fiber;
  Lane lane;
  State state = State::ready;
  Site site{"", 0};
  unsigned exchanges = 0;  // parity: a lane may enter the next exchange while others still read this one
};

bool same(Site a, Site b) { return a.line == b.line && std::strcmp(a.file, b.file) == 0; }

std::string at(Site site) { return std::string(site.file) + ":" + std::to_string(site.line); }

void arrange(std::vector<unsigned>& order, Order wanted, std::mt19937& random) {
  std::iota(order.begin(), order.end(), 0u);
  if (wanted == Order::reversed) std::reverse(order.begin(), order.end());
  if (wanted == Order::shuffled) std::shuffle(order.begin(), order.end(), random);
}

Size position_of(unsigned flat, Size size) {
  return {flat % size.x, flat / size.x % size.y, flat / size.x / size.y};
}

/** Executes threadgroups on the calling thread; it keeps its stacks from one dispatch to the next. */
class Scheduler {
 public:
  std::optional<std::string> run(const Dispatch& dispatch, const Schedule& schedule);

  Thread* current = nullptr;
  const Dispatch* dispatch = nullptr;
  Arena arena;
  std::string failure;

  unsigned char* slot(const Thread& thread) {
    return exchange_[thread.exchanges % 2][thread.lane.index / simd_width][0];
  }
  void suspend(State state, Site site) {
    Thread* self = current;
    self->state = state;
    self->site = site;
    self->fiber.suspend();
  }
  /** Ends the dispatch from inside a thread, which is never resumed (so nothing on its stack may own memory).
   */
  [[noreturn]] void give_up(const char* why) {
    failure = why;
    for (;;) current->fiber.suspend();
  }

 private:
  void prepare(unsigned group);
  bool run_threadgroup(Order lanes, std::mt19937& random);
  bool run_simdgroup(unsigned simdgroup, Order lanes, std::mt19937& random);
  bool release_simdgroup(std::span<Thread> threads);
  bool release_barrier();
  std::optional<std::string> refuse(const Dispatch& wanted) const;
  static void body(void* self);

  static constexpr unsigned value_bytes = 16;
  std::vector<Thread> threads_;
  std::vector<unsigned> order_, simdgroups_, groups_;
  Bindings bound_;
  Stacks stacks_;
  unsigned char exchange_[2][max_threads / simd_width][simd_width][value_bytes];
};

thread_local Scheduler scheduler;

std::optional<std::string> Scheduler::refuse(const Dispatch& wanted) const {
  const Kernel& kernel = *wanted.kernel;
  const unsigned long count = wanted.threads.count();
  if (count == 0 || wanted.groups.count() == 0) return "an empty dispatch";
  if (count > max_threads) return std::to_string(count) + " threads per threadgroup: the limit is 1024";
  for (unsigned i = 0; i < buffer_slots; i++)
    if ((kernel.buffers >> i & 1) != 0 && wanted.buffers[i] == nullptr)
      return std::string(kernel.name) + ": buffer " + std::to_string(i) + " is not bound";
  for (unsigned i = 0; i < shared_slots; i++)
    if ((kernel.shared >> i & 1) != 0 && wanted.shared_bytes[i] == 0)
      return std::string(kernel.name) + ": threadgroup memory " + std::to_string(i) + " has no length";
  return std::nullopt;
}

std::optional<std::string> Scheduler::run(const Dispatch& wanted, const Schedule& schedule) {
  if (auto reason = refuse(wanted)) return reason;
  const auto count = static_cast<unsigned>(wanted.threads.count());
  if (!stacks_.reserve(count)) return "no memory for the stacks of the threads";
  dispatch = &wanted;
  failure.clear();
  threads_.resize(count);
  simdgroups_.resize((count + simd_width - 1) / simd_width);
  groups_.resize(wanted.groups.count());
  std::copy(std::begin(wanted.buffers), std::end(wanted.buffers), std::begin(bound_.buffers));
  std::mt19937 random(schedule.seed);
  arrange(groups_, schedule.threadgroups, random);
  for (const unsigned group : groups_) {
    prepare(group);
    if (failure.empty() && run_threadgroup(schedule.lanes, random)) continue;
    return std::string(wanted.kernel->name) + ": " + failure;
  }
  return std::nullopt;
}

void Scheduler::prepare(unsigned group) {
  arena.reset(group);
  for (unsigned i = 0; i < shared_slots; i++) {
    const auto bytes = dispatch->shared_bytes[i];
    bound_.shared[i] = bytes == 0 ? nullptr : arena.allocate(bytes);
    if (bytes != 0 && bound_.shared[i] == nullptr) failure = "more than 32 KiB of threadgroup memory";
  }
  const Size where = position_of(group, dispatch->groups);
  for (unsigned i = 0; i < threads_.size(); i++) {
    Thread& thread = threads_[i];
    const Size size = dispatch->threads;
    const Size self = position_of(i, size);
    const Size in_grid = {where.x * size.x + self.x, where.y * size.y + self.y, where.z * size.z + self.z};
    thread.lane = {in_grid, self, where, size, dispatch->groups, i};
    thread.state = State::ready;
    thread.exchanges = 0;
    thread.fiber.prepare(stacks_.bottom(i), &Scheduler::body, &thread);
  }
}

void Scheduler::body(void*) { scheduler.dispatch->kernel->launch(scheduler.bound_); }

bool Scheduler::run_threadgroup(Order lanes, std::mt19937& random) {
  do {
    arrange(simdgroups_, lanes, random);
    for (const unsigned simdgroup : simdgroups_)
      if (!run_simdgroup(simdgroup, lanes, random)) return false;
  } while (release_barrier());
  return failure.empty();
}

/** Runs a SIMD-group until all its threads wait at a barrier or have ended, while the other groups stand
 * still. */
bool Scheduler::run_simdgroup(unsigned simdgroup, Order lanes, std::mt19937& random) {
  const unsigned first = simdgroup * simd_width;
  const std::span<Thread> threads(&threads_[first],
                                  std::min<std::size_t>(simd_width, threads_.size() - first));
  order_.resize(threads.size());
  do {
    arrange(order_, lanes, random);
    for (const unsigned i : order_) {
      if (threads[i].state != State::ready) continue;
      current = &threads[i];
      current->fiber.resume();
      if (!failure.empty()) return false;
      if (current->fiber.ended()) current->state = State::ended;
    }
  } while (release_simdgroup(threads));
  return failure.empty();
}

/** Lets a SIMD-group go on whose lanes all wait at one function; false when none waits or some do not come.
 */
bool Scheduler::release_simdgroup(std::span<Thread> threads) {
  const auto waits = [](const Thread& t) { return t.state == State::at_simd; };
  const auto waiting = std::find_if(threads.begin(), threads.end(), waits);
  if (waiting == threads.end()) return false;
  const Site site = waiting->site;
  for (const Thread& thread : threads) {
    if (waits(thread) && same(thread.site, site)) continue;
    failure = "not every thread of the SIMD-group reaches the function at " + at(site);
    return false;
  }
  for (Thread& thread : threads) thread.state = State::ready;
  return true;
}

/** Opens the barrier at which every thread waits; false when all have ended or some do not come. */
bool Scheduler::release_barrier() {
  const auto waits = [](const Thread& t) { return t.state == State::at_barrier; };
  const auto waiting = std::find_if(threads_.begin(), threads_.end(), waits);
  if (waiting == threads_.end()) return false;
  const Site site = waiting->site;
  const auto here = std::count_if(threads_.begin(), threads_.end(),
                                  [&](const Thread& t) { return waits(t) && same(t.site, site); });
  if (static_cast<std::size_t>(here) != threads_.size()) {
    failure = "only " + std::to_string(here) + " of " + std::to_string(threads_.size()) +
              " threads reach the barrier at " + at(site);
    return false;
  }
  for (Thread& thread : threads_) thread.state = State::ready;
  return true;
}

}  // namespace

std::optional<std::string> run(const Dispatch& dispatch, const Schedule& schedule) {
  return scheduler.run(dispatch, schedule);
}

const Lane& lane() { return scheduler.current->lane; }

void barrier(Site site) { scheduler.suspend(State::at_barrier, site); }

unsigned simd_exchange(Site site, const void* value, unsigned bytes, void* all) {
  Thread& self = *scheduler.current;
  unsigned char* values = scheduler.slot(self);
  std::memcpy(values + self.lane.index % simd_width * bytes, value, bytes);
  scheduler.suspend(State::at_simd, site);
  std::memcpy(all, values, std::size_t{bytes} * simd_width);
  self.exchanges++;
  const unsigned first = self.lane.index / simd_width * simd_width;
  const auto lanes = std::min<unsigned long>(simd_width, self.lane.threads.count() - first);
  return lanes == simd_width ? ~0u : (1u << lanes) - 1;
}

void* threadgroup_storage(unsigned site, unsigned long bytes) {
  void* storage = scheduler.arena.at(site, bytes);
  if (storage == nullptr) scheduler.give_up("more than 32 KiB of threadgroup memory");
  return storage;
}

const void* function_constant(unsigned index) { return scheduler.dispatch->constants[index]; }

}  // namespace dualbus::gpu::emulator
