// Threadgroup memory: garbage at the start of every threadgroup, counted against the limit, and with a gap
// behind every variable that AddressSanitizer watches.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>

namespace dualbus::gpu::emulator {

class Arena {
 public:
  static constexpr std::size_t limit = 32 * 1024;

  Arena();
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /** Forgets all variables and fills the memory with garbage made from `seed`. */
  void reset(std::uint32_t seed);
  /** Memory for a variable, 16-aligned; null when the limit is passed. */
  void* allocate(std::size_t bytes);
  /** The variable of this site, made on first use; null when the limit is passed. */
  void* at(unsigned site, std::size_t bytes);

 private:
  static constexpr std::size_t gap = 32;
  static constexpr unsigned sites = 32;
  static constexpr std::size_t capacity = limit + (sites + 8) * (gap + 16);

  std::unique_ptr<char[]> memory_;
  std::size_t next_ = 0;
  std::size_t used_ = 0;
  void* variables_[sites] = {};
};

}  // namespace dualbus::gpu::emulator
