#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/status.h"
#include "kernels/dense.h"
#include "kernels/kernel_args.h"
#include "kernels/kernel_list.h"
#include "kernels/packing.h"
#include "kernels/vpin_blocks.h"

namespace dualbus {

inline constexpr std::size_t max_inputs = 40;
inline constexpr std::size_t max_outputs = 4;

/** A time-major block of doubles: the value of row r and column c is data[r * stride + c]. */
template <class T>
struct Panel {
  T* data = nullptr;
  std::size_t stride = 0;

  T* row(std::size_t r) const { return data + r * stride; }
};

/**
 * One step of a kernel over `rows` further rows, at least one of at least one column. NaN is missing. All
 * checks have been made by `check_call`; kernels trust the shapes, never the contents: any bits may stand in
 * the inputs and in the state.
 */
struct KernelCall {
  std::uint32_t rows = 0;
  std::uint32_t cols = 0;
  std::array<Panel<const double>, max_inputs> in;
  std::array<Panel<double>, max_outputs> out;
  const std::uint32_t* args = nullptr;
  std::size_t arg_count = 0;
  const double* reals = nullptr;
  std::size_t real_count = 0;
  /** What the kernel remembers between steps; all zero before the first. Same layout in every implementation.
   */
  double* state = nullptr;
  std::size_t state_values = 0;
  /** Uninitialised room for this call alone, as long as the specification asks for. */
  double* scratch = nullptr;
};

using StepFunction = void (*)(const KernelCall&);

/** The rows and columns that a call writes. */
struct OutputShape {
  std::uint32_t rows, cols;
};

/** What can be said of a kernel without running it. */
struct KernelSpec {
  /** Where `input_count` does not say more: the inputs of every call. */
  std::uint8_t inputs = 1;
  std::uint8_t outputs = 1;
  /** Checks the number and the ranges of args and reals. */
  Status (*check)(const KernelCall&) = nullptr;
  /** Doubles of state and of scratch; only called when `check` was content. May pass max_values: the caller
   * checks. */
  std::uint64_t (*state_values)(const KernelCall&) = nullptr;
  std::uint64_t (*scratch_values)(const KernelCall&) = nullptr;
  /** At most max_inputs; like `output_shape`, asked when `check` was content. */
  std::size_t (*input_count)(const KernelCall&) = nullptr;
  /** Where the outputs do not have the rows and columns of the inputs. */
  OutputShape (*output_shape)(const KernelCall&) = nullptr;
};

enum class KernelId : std::uint32_t {
#define K(name, spec) name,
  DUALBUS_KERNELS(K)
#undef K
      count
};

inline constexpr std::size_t kernel_count = static_cast<std::size_t>(KernelId::count);

/** The kernels of one implementation: one table per instruction set. */
struct KernelTable {
  std::string_view name;
  std::array<StepFunction, kernel_count> step;
  PackingTable packing;
  DenseTable dense;
  VpinTable vpin;
};

std::string_view kernel_name(KernelId id);
const KernelSpec& kernel_spec(KernelId id);

/** The inputs, and the shape of the outputs, of a call whose arguments were checked. */
std::size_t input_count(KernelId id, const KernelCall& call);
OutputShape output_shape(KernelId id, const KernelCall& call);

/** Whether the kernel can run this call without leaving its buffers. Does not look at `scratch`. */
Status check_call(KernelId id, const KernelCall& call);

}  // namespace dualbus
