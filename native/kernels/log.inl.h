/** log(y) for normal y > 0 to about 1 ulp, after fdlibm's e_log.c. Other arguments give some finite number.
 */
inline F64 log_positive(F64 y) {
  const F64 one = broadcast(1.0);
  const I64 raw = bits(y);
  // A small integer becomes a double when it is put into the last bits of 2^52.
  const F64 biased = from_bits(shift_right<52>(raw) | bits(broadcast(4503599627370496.0)));
  F64 k = biased - broadcast(4503599627370496.0 + 1023.0);
  F64 m = from_bits((raw & broadcast_bits(0x000fffffffffffff)) | bits(one));
  const Mask upper = broadcast(1.41421356237309504880) < m;
  m = select(upper, m * broadcast(0.5), m);
  k = select(upper, k + one, k);
  const F64 f = m - one;
  const F64 s = f / (broadcast(2.0) + f);
  const F64 z = s * s;
  const F64 w = z * z;
  const F64 even = w * (broadcast(3.999999999940941908e-01) +
                        w * (broadcast(2.222219843214978396e-01) + w * broadcast(1.531383769920937332e-01)));
  const F64 odd =
      z * (broadcast(6.666666666666735130e-01) +
           w * (broadcast(2.857142874366239149e-01) +
                w * (broadcast(1.818357216161805012e-01) + w * broadcast(1.479819860511658591e-01))));
  const F64 half = broadcast(0.5) * f * f;
  const F64 low = k * broadcast(1.90821492927058770002e-10);
  return k * broadcast(6.93147180369123816490e-01) - ((half - (s * (half + even + odd) + low)) - f);
}

/** log(1 + x) for 0 <= x < 1e300: what rounding took from 1 + x comes back as its first-order correction. */
inline F64 log_one_plus(F64 x) {
  const F64 one = broadcast(1.0);
  const F64 y = one + x;
  const F64 part = y - one;
  const F64 lost = (one - (y - part)) + (x - part);
  return log_positive(y) + lost / y;
}

/** log(y) for any y to about 1 ulp. */
inline F64 log_of(F64 y) {
  const F64 zero = broadcast(0.0), infinity = broadcast(__builtin_inf());
  const Mask denormal = y < broadcast(2.2250738585072014e-308);
  const F64 scaled = log_positive(select(denormal, y * broadcast(18014398509481984.0), y));
  F64 result = select(denormal, scaled - broadcast(54 * 6.93147180559945309417e-01), scaled);
  result = select(y == infinity, infinity, result);
  result = select(y == zero, zero - infinity, result);
  return select((zero <= y), result, broadcast(__builtin_nan("")));
}
