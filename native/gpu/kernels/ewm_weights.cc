#include "gpu/kernels/ewm_weights.h"

#include <limits>
#include <vector>

namespace dualbus::gpu {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/** How one row divides the whole between what was before it and itself; {1, 0} where it does not count. */
struct Shares {
  double past, fresh;
};

/** The weights before the current row, relative to one another. */
class Past {
 public:
  explicit Past(const EwmRule& rule)
      : rule_(rule), decay_(1 - rule.alpha), fresh_(rule.adjust ? 1 : rule.alpha) {}

  Shares next(bool counts) {
    const bool first = count_ == 0;
    if (!counts && (first || rule_.ignore_missing)) return {1, 0};
    if (first) {
      count_ = 1;
      weight_ = squares_ = past_ = 1;
      return {0, 1};
    }
    weight_ *= decay_;
    squares_ *= decay_ * decay_;
    past_ *= decay_;
    if (!counts) return {1, 0};
    count_++;
    const double total = past_ + fresh_;
    const Shares shares = {past_ / total, fresh_ / total};
    weight_ += fresh_;
    squares_ += fresh_ * fresh_;
    past_ = total;
    if (!rule_.adjust) {
      weight_ /= total;
      squares_ /= total * total;
      past_ = 1;
    }
    return shares;
  }

  /** (sum w)^2 / ((sum w)^2 - sum w^2): n / (n - 1) for weights. */
  double factor() const {
    if (count_ == 0 || count_ < rule_.min_count) return nothing;
    if (rule_.bias) return 1;
    const double whole = weight_ * weight_, left = whole - squares_;
    return left > 0 ? whole / left : nothing;
  }

 private:
  const EwmRule& rule_;
  double decay_, fresh_;
  double weight_ = 0, squares_ = 0, past_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace

double ewm_weights(const EwmRule& rule, std::span<float> rows) {
  Past past(rule);
  std::vector<Shares> shares;
  shares.reserve(rows.size());
  for (const float row : rows) shares.push_back(past.next(row != 0));
  double later = 1;  // what the rows behind this one leave of it
  for (std::size_t r = rows.size(); r-- > 0;) {
    rows[r] = static_cast<float>(later * shares[r].fresh);
    later *= shares[r].past;
  }
  return past.factor();
}

}  // namespace dualbus::gpu
