#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "kernels/kernels.h"

// Packed columns: the fast twin of src/codec/packed, octet by octet the same. The format is
// src/codec/packed-columns.md.

namespace dualbus::packed {

enum class Type : std::uint8_t { u8, u16, u32, u64, i8, i16, i32, i64, f32, f64 };

/** One column of a plan, as src/codec/packed/plan.ts compiles it: eight 32-bit integers. */
struct Column {
  std::uint16_t field;
  Type type;
  std::uint8_t lane;
  /** A Float64Array of exact integers counted from `base`, NaN = absent. Only for u64 and i64. */
  bool number;
  bool optional;
  /** The decoder chooses `base`. */
  bool floating_base;
  std::uint64_t base;
  std::uint64_t absent;
};

inline constexpr std::size_t plan_stride = 8;

/** Reads and checks the column at `plan`; false when its integers are out of range. */
bool read_column(const std::int32_t* plan, Column* column);

/** The memory of a column: `data` is null where the caller has none. `length` counts elements. */
struct Array {
  void* data = nullptr;
  std::size_t length = 0;
};

std::size_t element_size(const Column& column);

enum class Fault : std::uint8_t {
  none,
  invalid_argument,
  /** A number that is no exact integer below 2^53, or NaN where there is no null value. */
  inexact,
  /** The target is too short. */
  overflow,
  /** The octets are no packed body of these columns. */
  malformed,
};

/** What came of a call: octets written or rows read, or a fault with a literal text. */
struct Result {
  std::size_t value = 0;
  Fault fault = Fault::none;
  const char* problem = "";

  static Result error(Fault fault, const char* problem) { return {0, fault, problem}; }
};

struct Workspace;
struct FreeWorkspace {
  void operator()(Workspace* workspace) const;
};
using WorkspacePointer = std::unique_ptr<Workspace, FreeWorkspace>;

/** Memory for one caller at a time (2 MiB); null when there is none. */
WorkspacePointer make_workspace();

/** Packs `rows` rows into target; `key` is the index of the key column or -1. */
Result pack(const PackingTable& kernels, Workspace& workspace, std::span<const std::int32_t> plan, int key,
            std::span<const Array> arrays, std::uint32_t rows, std::span<std::uint8_t> target);

/** Unpacks a body into the arrays; floating bases are written into the plan. */
Result unpack(const PackingTable& kernels, Workspace& workspace, std::span<std::int32_t> plan,
              std::span<const Array> arrays, std::span<const std::uint8_t> body);

}  // namespace dualbus::packed
