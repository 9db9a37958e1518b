// One suspended computation with a stack of its own: what a GPU thread is to the emulator.
#pragma once
#include <cstddef>

namespace dualbus::gpu::emulator {

/** Stacks of equal size in one mapping, a guard page below each. */
class Stacks {
 public:
  static constexpr std::size_t stack_bytes = 64 * 1024;

  Stacks() = default;
  Stacks(const Stacks&) = delete;
  Stacks& operator=(const Stacks&) = delete;
  ~Stacks();

  /** Makes at least `count` stacks; false when there is no memory. Every fiber on them must have ended or
   * been given up. */
  bool reserve(std::size_t count);
  char* bottom(std::size_t index) const;

 private:
  char* base_ = nullptr;
  std::size_t count_ = 0;
};

class Fiber {
 public:
  using Body = void (*)(void*);

  /** Readies `body(argument)` on the stack; a computation that was suspended on it is given up. */
  void prepare(char* stack_bottom, Body body, void* argument);
  /** Runs until the body suspends itself or ends. Called from outside. */
  void resume();
  /** Goes back to the caller of resume(). Called from inside. */
  void suspend();
  bool ended() const { return ended_; }

 private:
  static void enter(Fiber* self);

  void* own_stack_pointer_ = nullptr;
  void* caller_stack_pointer_ = nullptr;
  char* bottom_ = nullptr;
  Body body_ = nullptr;
  void* argument_ = nullptr;
  bool ended_ = true;
  // For AddressSanitizer, which must be told of every change of stack.
  void* own_fake_stack_ = nullptr;
  void* caller_fake_stack_ = nullptr;
  const void* caller_bottom_ = nullptr;
  std::size_t caller_bytes_ = 0;
};

}  // namespace dualbus::gpu::emulator
