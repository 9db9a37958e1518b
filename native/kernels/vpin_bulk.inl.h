// The distributions of bulk volume classification, operation for operation as in src/compute/reference, so
// that they give its bits: one value at a time, since a bar asks for one.

inline double one_lane(F64 a) {
  double lanes[F64::lanes];
  store(lanes, a);
  return lanes[0];
}

inline double exp_of(double x) { return one_lane(exp_nonpositive(broadcast(x))); }

/** Coefficients by rising power. */
template <std::size_t n>
inline double horner(const double (&coefficients)[n], double x) {
  double sum = 0;
  for (std::size_t i = n; i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}

/** exp(-x^2/2); see src/compute/reference/normal-cdf.ts. */
inline double gaussian(double x) {
  const double head = __builtin_trunc(x * 16) / 16;
  const double rest = (x - head) * (x + head);
  return exp_of(-head * head * 0.5) * exp_of(-rest * 0.5);
}

/** P(Z < -distance) for distance > 0.67448975. */
inline double normal_tail(double distance) {
  static constexpr double middle_over[] = {9842.714838383978,  11602.65143764735,   6848.190450536283,
                                           2494.5375852903726, 597.2702763948002,   93.50665613217785,
                                           8.883149794388377,  0.39894151208813466, 1.0765576773720192e-8};
  static constexpr double middle_under[] = {19685.429676859992, 38912.00328609327,  34900.95272114598,
                                            18615.571640885097, 6485.558298266761,  1519.3775994075547,
                                            235.387901782625,   22.266688044328117, 1};
  static constexpr double tail_over[] = {2.9112874951168793e-5, 0.0014216191932278934, 0.022235277870649807,
                                         0.12740116116024736,   0.215898534057957,     0.023073441764940174};
  static constexpr double tail_under[] = {7.297515550839662e-5, 0.0037823963320275824, 0.06598813786892856,
                                          0.4682382124808651,   1.284260096144911,     1};
  if (distance > 38.6) return 0;
  if (distance <= __builtin_sqrt(32.0))
    return gaussian(distance) * (horner(middle_over, distance) / horner(middle_under, distance));
  const double w = 1 / (distance * distance);
  const double ratio = (w * horner(tail_over, w)) / horner(tail_under, w);
  return (gaussian(distance) * (0.3989422804014327 - ratio)) / distance;
}

inline double vpin_normal(double z) {
  static constexpr double over[] = {18154.98125334356, 1067.6894854603709, 161.02823106855587,
                                    2.2352520354606837, 0.06568233791820745};
  static constexpr double under[] = {45507.78933502673, 10260.932208618979, 976.0985517377767,
                                     47.202581904688245, 1};
  const double distance = __builtin_fabs(z);
  if (distance <= 0.67448975) {
    const double square = z * z;
    return 0.5 + (z * horner(over, square)) / horner(under, square);
  }
  const double tail = normal_tail(distance);
  return z > 0 ? 1 - tail : tail;
}

inline double never_zero(double value) { return __builtin_fabs(value) < 1e-300 ? 1e-300 : value; }

/** As src/compute/reference/incomplete-beta.ts. */
inline double beta_fraction(double a, double b, double x) {
  double c = 1;
  double d = 1 / never_zero(1 - ((a + b) * x) / (a + 1));
  double value = d;
  for (double m = 1; m <= 10'000; m++) {
    const double even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / never_zero(1 + even * d);
    c = never_zero(1 + even / c);
    value *= d * c;
    const double odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / never_zero(1 + odd * d);
    c = never_zero(1 + odd / c);
    const double factor = d * c;
    value *= factor;
    if (__builtin_fabs(factor - 1) < 1e-16) break;
  }
  return value;
}

/** From df 3000 on; see src/compute/reference/student-t-cdf.ts. */
inline double nearly_normal(double z, double df) {
  const double s = z * z;
  const double density = exp_of(-0.5 * z * z) / __builtin_sqrt(2 * 3.141592653589793);
  if (density == 0) return vpin_normal(z);
  const double p1 = (z * (s + 1)) / 4;
  const double p2 = (z * (((3 * s - 7) * s - 5) * s - 3)) / 96;
  const double p3 = (z * (((((s - 11) * s + 14) * s + 6) * s - 3) * s - 15)) / 384;
  const double p4 =
      (z * (((((((15 * s - 375) * s + 2225) * s - 2141) * s - 939) * s - 213) * s - 915) * s + 945)) / 92160;
  return vpin_normal(z) - (density * (p1 + (p2 + (p3 + p4 / df) / df) / df)) / df;
}

inline double scaled_tail(double distance, double a, double inverse_beta) {
  const double square = distance * distance;
  const double x = 1 / (1 + square);
  const double rest = distance < 1e8 ? square * x : 1;
  const double front = __builtin_sqrt(rest) * inverse_beta;
  if (x < (a + 1) / (a + 2.5)) return (0.5 * front * beta_fraction(a, 0.5, x)) / a;
  return 0.5 * exp_of(a * one_lane(log_one_plus(broadcast(square)))) - front * beta_fraction(0.5, a, rest);
}

inline double vpin_student_t(double z, double df, double inverse_beta) {
  if (df >= 3000) return nearly_normal(z, df);
  if (z != z) return z;
  const double size = __builtin_fabs(z);
  if (size == __builtin_inf()) return z > 0 ? 1 : 0;
  const double distance = size / __builtin_sqrt(df);
  const F64 log_sum = distance < 1e8
                          ? log_one_plus(broadcast(distance * distance))
                          : broadcast(2.0) * log_positive(broadcast(size)) - log_positive(broadcast(df));
  const double tail = exp_of(-0.5 * df * one_lane(log_sum)) * scaled_tail(distance, 0.5 * df, inverse_beta);
  return z > 0 ? 1 - tail : tail;
}
