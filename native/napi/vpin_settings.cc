#include "napi/vpin_settings.h"

#include <cstdint>

namespace dualbus {
namespace {

bool is_whole(double value, double least, double most) {
  return value >= least && value <= most && value == static_cast<double>(static_cast<std::int64_t>(value));
}

bool is_size(double value, double least) { return is_whole(value, least, 16777216); }

/** A number that names a value of an enum whose last one counts them. */
template <class E>
bool read_enum(double value, E* out) {
  if (!is_whole(value, 0, static_cast<double>(E::count) - 1)) return false;
  *out = static_cast<E>(static_cast<std::uint32_t>(value));
  return true;
}

}  // namespace

const char* read_vpin_settings(std::span<const double> n, vpin::Settings* s) {
  vpin::BulkSettings& bulk = s->bulk;
  if (n.size() != 18) return "must be eighteen numbers";
  if (!read_enum(n[0], &s->classifier)) return "name no classifier";
  if (!is_size(n[2], 1) || !is_size(n[3], 0)) return "have a window of more than 2^24";
  if (!read_enum(n[7], &bulk.bar)) return "name no kind of bars";
  if (!is_whole(n[8], 1, 9007199254740992.0)) return "have bars of no length";
  if (!read_enum(n[12], &bulk.sigma)) return "name no sigma";
  if (!is_size(n[13], 2)) return "have a sigma of more than 2^24 bars";
  if (!(n[16] > 0)) return "have no degrees of freedom";
  s->by_value = n[1] != 0;
  s->window = static_cast<std::size_t>(n[2]);
  s->cdf_window = static_cast<std::size_t>(n[3]);
  s->session_gap = n[4];
  s->quote_lag = n[5];
  s->per_bar = n[6] != 0;
  bulk.bar_length = n[8];
  bulk.from_midnight = n[9] != 0;
  bulk.close_to_close = n[10] != 0;
  bulk.count_empty = n[11] != 0;
  bulk.sigma_bars = static_cast<std::size_t>(n[13]);
  bulk.sigma_minimum = n[14];
  bulk.decay = n[15];
  bulk.df = n[16];
  bulk.inverse_beta = n[17];
  return nullptr;
}

}  // namespace dualbus
