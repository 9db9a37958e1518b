#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "vpin/state_bytes.h"

namespace dualbus::vpin {

/** A sorted multiset of numbers in blocks of bounded size: an operation touches one or two and the counts. */
class SortedValues {
 public:
  /** How many elements were <= x before x was inserted. */
  std::size_t insert(double x);
  /** Inserts x and removes one element equal to `old`, which must be there. How many were <= x before. */
  std::size_t replace(double old, double x);
  std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t block_size = 256;
  struct Block {
    double values[block_size];
  };

  struct Place {
    std::size_t block, row;
  };

  /** Behind the last element <= x. */
  Place behind(double x) const;
  std::size_t before(const Place& place) const;
  void insert_at(const Place& place, double x);
  /** Whether its block is gone with it. */
  bool remove_at(const Place& place);
  void split(std::size_t block);

  std::size_t size_ = 0;
  std::vector<std::unique_ptr<Block>> blocks_;
  /** Of each block: its first element and its length, together in the cache. */
  std::vector<double> first_;
  std::vector<std::uint32_t> length_;
};

/** The share of the last `window` values that are at most as large as a new one. */
class EmpiricalCdf {
 public:
  explicit EmpiricalCdf(std::size_t window) : window_(window) {}

  /** NaN without a past, or for NaN; then x becomes the newest past value. */
  double update(double x);
  void save(StateWriter& writer) const;
  void load(StateReader& reader);

 private:
  std::size_t window_;
  SortedValues sorted_;
  std::vector<double> past_;
  std::size_t oldest_ = 0;
};

}  // namespace dualbus::vpin
