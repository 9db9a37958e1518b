#pragma once

#include <memory>

#include "vpin/settings.h"
#include "vpin/state_bytes.h"

namespace dualbus::vpin {

/** The standard deviation of the price changes of bars (src/analytics/vpin/sigma). */
class Sigma {
 public:
  virtual ~Sigma() = default;
  /** As of the latest change, which counts; NaN while there are too few. */
  virtual double value() const = 0;
  virtual void update(double change) = 0;
  /** `count` changes of 0, from bars without trades. */
  virtual void zeros(double count) = 0;
  virtual void save(StateWriter& writer) const = 0;
  virtual void load(StateReader& reader) = 0;
};

/** @param fixed the value of a fixed one */
std::unique_ptr<Sigma> make_sigma(const BulkSettings& settings, double fixed);

}  // namespace dualbus::vpin
