#include "gpu/emulator/fiber.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

#include "gpu/emulator/sanitizer.h"

// Saves the callee-saved registers on the current stack, stores the stack pointer at *save and continues at
// `load`. A few instructions instead of ucontext: a signal-mask system call per switch would dominate every
// barrier.
#ifdef __APPLE__
#define DUALBUS_SYMBOL(name) "_" name
#else
#define DUALBUS_SYMBOL(name) name
#endif
#if defined(__x86_64__)
asm(".text\n.globl " DUALBUS_SYMBOL("dualbus_switch_stack") "\n" DUALBUS_SYMBOL("dualbus_switch_stack") R"(:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.globl )" DUALBUS_SYMBOL("dualbus_enter_fiber") "\n" DUALBUS_SYMBOL("dualbus_enter_fiber") R"(:
  movq %r12, %rdi
  callq *%r13
  ud2
)");
#elif defined(__aarch64__)
asm(".text\n.balign 4\n.globl " DUALBUS_SYMBOL("dualbus_switch_stack") "\n" DUALBUS_SYMBOL(
    "dualbus_switch_stack") R"(:
  sub sp, sp, #160
  stp x19, x20, [sp, #0]
  stp x21, x22, [sp, #16]
  stp x23, x24, [sp, #32]
  stp x25, x26, [sp, #48]
  stp x27, x28, [sp, #64]
  stp x29, x30, [sp, #80]
  stp d8, d9, [sp, #96]
  stp d10, d11, [sp, #112]
  stp d12, d13, [sp, #128]
  stp d14, d15, [sp, #144]
  mov x9, sp
  str x9, [x0]
  mov sp, x1
  ldp x19, x20, [sp, #0]
  ldp x21, x22, [sp, #16]
  ldp x23, x24, [sp, #32]
  ldp x25, x26, [sp, #48]
  ldp x27, x28, [sp, #64]
  ldp x29, x30, [sp, #80]
  ldp d8, d9, [sp, #96]
  ldp d10, d11, [sp, #112]
  ldp d12, d13, [sp, #128]
  ldp d14, d15, [sp, #144]
  add sp, sp, #160
  ret
.globl )" DUALBUS_SYMBOL("dualbus_enter_fiber") "\n" DUALBUS_SYMBOL("dualbus_enter_fiber") R"(:
  mov x0, x19
  blr x20
  brk #0
)");
#else
#error "the emulator's stack switch is written for x86-64 and arm64"
#endif

extern "C" void dualbus_switch_stack(void** save, void* load);
extern "C" void dualbus_enter_fiber();

namespace dualbus::gpu::emulator {

namespace {

const std::size_t page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
const std::size_t stride = Stacks::stack_bytes + page;

}  // namespace

Stacks::~Stacks() {
  if (base_ != nullptr) munmap(base_, count_ * stride);
}

bool Stacks::reserve(std::size_t count) {
  if (count <= count_) return true;
  void* mapping = mmap(nullptr, count * stride, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
  if (mapping == MAP_FAILED) return false;
  if (base_ != nullptr) munmap(base_, count_ * stride);
  base_ = static_cast<char*>(mapping);
  count_ = count;
  for (std::size_t i = 0; i < count; i++) mprotect(base_ + i * stride, page, PROT_NONE);
  return true;
}

char* Stacks::bottom(std::size_t index) const { return base_ + index * stride + page; }

void Fiber::prepare(char* stack_bottom, Body body, void* argument) {
  unpoison(stack_bottom, Stacks::stack_bytes);
  bottom_ = stack_bottom;
  body_ = body;
  argument_ = argument;
  ended_ = false;
  own_fake_stack_ = nullptr;
  // The frame that dualbus_switch_stack pops: registers, then the address where the fiber begins.
  void (*entry)(Fiber*) = &Fiber::enter;
  auto* top = reinterpret_cast<std::uintptr_t*>(stack_bottom + Stacks::stack_bytes);
#if defined(__x86_64__)
  std::uintptr_t* frame = top - 9;
  for (int i = 0; i < 9; i++) frame[i] = 0;
  frame[2] = reinterpret_cast<std::uintptr_t>(entry);                 // r13
  frame[3] = reinterpret_cast<std::uintptr_t>(this);                  // r12
  frame[6] = reinterpret_cast<std::uintptr_t>(&dualbus_enter_fiber);  // return address
#else
  std::uintptr_t* frame = top - 20;
  for (int i = 0; i < 20; i++) frame[i] = 0;
  frame[0] = reinterpret_cast<std::uintptr_t>(this);                   // x19
  frame[1] = reinterpret_cast<std::uintptr_t>(entry);                  // x20
  frame[11] = reinterpret_cast<std::uintptr_t>(&dualbus_enter_fiber);  // x30
#endif
  own_stack_pointer_ = frame;
}

void Fiber::resume() {
  start_switch(&caller_fake_stack_, bottom_, Stacks::stack_bytes);
  dualbus_switch_stack(&caller_stack_pointer_, own_stack_pointer_);
  finish_switch(caller_fake_stack_, nullptr, nullptr);
}

void Fiber::suspend() {
  start_switch(ended_ ? nullptr : &own_fake_stack_, caller_bottom_, caller_bytes_);
  dualbus_switch_stack(&own_stack_pointer_, caller_stack_pointer_);
  finish_switch(own_fake_stack_, &caller_bottom_, &caller_bytes_);
}

void Fiber::enter(Fiber* self) {
  finish_switch(nullptr, &self->caller_bottom_, &self->caller_bytes_);
  self->body_(self->argument_);
  self->ended_ = true;
  self->suspend();
  std::abort();  // an ended fiber is never resumed
}

}  // namespace dualbus::gpu::emulator
