/** Linear between the two nearest of sorted values, as src/compute/reference/quantile.ts; missing for none.
 */
inline double sorted_quantile(const double* sorted, std::size_t n, double p) {
  if (n == 0) return __builtin_nan("");
  const double place = p * static_cast<double>(n - 1);
  const std::size_t below = static_cast<std::size_t>(place);
  const double low = sorted[below];
  const double share = place - static_cast<double>(below);
  // Between infinities there is nothing to divide.
  if (share == 0) return low;
  return low + (sorted[below + 1] - low) * share;
}
