#include "gpu/emulator/arena.h"

#include <algorithm>
#include <cstring>

#include "gpu/emulator/sanitizer.h"

namespace dualbus::gpu::emulator {

Arena::Arena() : memory_(new char[capacity]) {}

Arena::~Arena() { unpoison(memory_.get(), capacity); }

void Arena::reset(std::uint32_t seed) {
  unpoison(memory_.get(), capacity);
  // Large positive floats, NaNs, or noise: a read before the first write shows in the numbers.
  std::uint32_t word = seed % 3 == 0 ? 0x7f7f7f7fu : 0xffffffffu;
  for (std::size_t i = 0; i < capacity; i += sizeof(word)) {
    if (seed % 3 == 2) word = word * 1664525u + 1013904223u + seed;
    std::memcpy(memory_.get() + i, &word, std::min(sizeof(word), capacity - i));
  }
  poison(memory_.get(), capacity);
  next_ = used_ = 0;
  std::fill(std::begin(variables_), std::end(variables_), nullptr);
}

void* Arena::allocate(std::size_t bytes) {
  const std::size_t rounded = (bytes + 15) & ~std::size_t{15};
  used_ += rounded;
  if (used_ > limit || next_ + rounded + gap > capacity) return nullptr;
  char* start = memory_.get() + ((next_ + 15) & ~std::size_t{15});
  next_ = static_cast<std::size_t>(start - memory_.get()) + rounded + gap;
  unpoison(start, bytes);
  return start;
}

void* Arena::at(unsigned site, std::size_t bytes) {
  if (site >= sites) return nullptr;
  if (variables_[site] == nullptr) variables_[site] = allocate(bytes);
  return variables_[site];
}

}  // namespace dualbus::gpu::emulator
