#include "vpin/sigma.h"

#include <cmath>
#include <vector>

namespace dualbus::vpin {
namespace {

class FixedSigma final : public Sigma {
 public:
  explicit FixedSigma(double value) : value_(value) {}
  double value() const override { return value_; }
  void update(double) override {}
  void zeros(double) override {}
  void save(StateWriter&) const override {}
  void load(StateReader&) override {}

 private:
  double value_;
};

/** Welford's recurrence. */
class ExpandingSigma final : public Sigma {
 public:
  double value() const override { return count_ < 2 ? NAN : std::sqrt(squares_ / (count_ - 1)); }

  void update(double change) override {
    count_++;
    const double before = change - mean_;
    mean_ += before / count_;
    squares_ += before * (change - mean_);
  }

  /** Merges a sample of zeros (Chan, Golub, LeVeque 1979). */
  void zeros(double count) override {
    if (count == 0) return;
    const double total = count_ + count;
    squares_ += mean_ * mean_ * ((count_ * count) / total);
    mean_ *= count_ / total;
    count_ = total;
  }

  void save(StateWriter& writer) const override {
    const double numbers[] = {count_, mean_, squares_};
    writer.numbers(numbers);
  }

  void load(StateReader& reader) override {
    double numbers[3];
    reader.numbers(numbers);
    count_ = numbers[0], mean_ = numbers[1], squares_ = numbers[2];
  }

 private:
  double count_ = 0, mean_ = 0, squares_ = 0;
};

/** base^exponent by squaring, as the reference does it. */
double whole_power(double base, double exponent) {
  double power = 1;
  for (double left = exponent; left > 0 && left < INFINITY; left = std::floor(left / 2)) {
    if (std::fmod(left, 2) == 1) power *= base;
    base *= base;
  }
  return power;
}

class EwmaSigma final : public Sigma {
 public:
  explicit EwmaSigma(double decay) : decay_(decay) {}

  double value() const override { return std::sqrt(variance_); }

  void update(double change) override {
    const double square = change * change;
    variance_ = std::isnan(variance_) ? square : decay_ * variance_ + (1 - decay_) * square;
  }

  void zeros(double count) override {
    if (count == 0) return;
    variance_ = std::isnan(variance_) ? 0 : variance_ * whole_power(decay_, count);
  }

  void save(StateWriter& writer) const override { writer.number(variance_); }
  void load(StateReader& reader) override { variance_ = reader.number(); }

 private:
  double decay_;
  double variance_ = NAN;
};

/** Two passes over the last changes, anchored at the oldest, with every value. */
class RollingSigma final : public Sigma {
 public:
  RollingSigma(std::size_t bars, double minimum) : bars_(bars), minimum_(minimum) {}

  double value() const override {
    const double count = static_cast<double>(ring_.size());
    if (!(count >= minimum_) || ring_.empty()) return NAN;
    const double anchor = ring_[oldest_];
    double sum = 0, squares = 0;
    each([&](double change) { sum += change - anchor; });
    const double mean = sum / count;
    each([&](double change) {
      const double deviation = change - anchor - mean;
      squares += deviation * deviation;
    });
    return std::sqrt(squares / (count - 1));
  }

  void update(double change) override {
    if (ring_.size() < bars_) {
      ring_.push_back(change);
      return;
    }
    ring_[oldest_] = change;
    if (++oldest_ == bars_) oldest_ = 0;
  }

  void zeros(double count) override {
    const double most = static_cast<double>(bars_);
    for (double left = count < most ? count : most; left > 0; left--) update(0);
  }

  void save(StateWriter& writer) const override {
    writer.number(static_cast<double>(ring_.size()));
    each([&](double change) { writer.number(change); });
  }

  void load(StateReader& reader) override {
    for (double change : reader.numbers()) update(change);
  }

 private:
  /** Oldest first. */
  template <class Body>
  void each(const Body& body) const {
    for (std::size_t i = oldest_; i < ring_.size(); i++) body(ring_[i]);
    for (std::size_t i = 0; i < oldest_; i++) body(ring_[i]);
  }

  std::size_t bars_;
  double minimum_;
  std::vector<double> ring_;
  std::size_t oldest_ = 0;
};

}  // namespace

std::unique_ptr<Sigma> make_sigma(const BulkSettings& settings, double fixed) {
  switch (settings.sigma) {
    case SigmaKind::rolling:
      return std::make_unique<RollingSigma>(settings.sigma_bars, settings.sigma_minimum);
    case SigmaKind::ewma:
      return std::make_unique<EwmaSigma>(settings.decay);
    case SigmaKind::fixed:
      return std::make_unique<FixedSigma>(fixed);
    default:
      return std::make_unique<ExpandingSigma>();
  }
}

}  // namespace dualbus::vpin
