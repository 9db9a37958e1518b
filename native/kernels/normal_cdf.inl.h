/**
 * The standard normal CDF: exp(-z^2/2) P(|z|)/Q(|z|), algorithm 5666 of J. F. Hart et al., "Computer
 * Approximations" (1968), as in G. West, "Better approximations to cumulative normal functions", Wilmott
 * Magazine (2005). Absolute error below 2e-16 everywhere (its second branch, z > 7.07, changes only digits of
 * a tail below 1e-12).
 */
inline F64 normal_cdf_of(F64 z) {
  const F64 x = absolute(z);
  const F64 e = exp_nonpositive(x * x * broadcast(-0.5));
  F64 p = broadcast(3.52624965998911e-02);
  for (double a : {0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931,
                   220.206867912376})
    p = p * x + broadcast(a);
  F64 q = broadcast(8.83883476483184e-02);
  for (double b : {1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831,
                   793.826512519948, 440.413735824752})
    q = q * x + broadcast(b);
  // Beyond 40 the tail is 0; the quotient would be infinity over infinity.
  const F64 tail = select(broadcast(40.0) < x, broadcast(0.0), e * (p / q));
  const F64 result = select(broadcast(0.0) < z, broadcast(1.0) - tail, tail);
  return select(is_missing(z), z, result);
}

inline void normal_cdf(const KernelCall& call) { map_panel(call, normal_cdf_of); }
