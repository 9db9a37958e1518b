/**
 * exp(x) for x <= 0, and up to 709, to about 1 ulp; 0 below -708.39 (no denormals), NaN for NaN. The argument
 * is reduced to |r| <= ln(2)/2 by a two-part ln(2) whose head times k is exact; the rational form is that of
 * fdlibm's e_exp.c.
 */
inline F64 exp_nonpositive(F64 x) {
  const F64 magic = broadcast(6755399441055744.0);  // 1.5 * 2^52: adding it rounds to an integer
  const F64 shifted = x * broadcast(1.44269504088896338700e+00) + magic;
  const F64 k = shifted - magic;
  const F64 high = x - k * broadcast(6.93147180369123816490e-01);
  const F64 low = k * broadcast(1.90821492927058770002e-10);
  const F64 r = high - low;
  const F64 t = r * r;
  const F64 p =
      t *
      (broadcast(1.66666666666666019037e-01) +
       t * (broadcast(-2.77777777770155933842e-03) +
            t * (broadcast(6.61375632143793436117e-05) +
                 t * (broadcast(-1.65339022054652515390e-06) + t * broadcast(4.13813679705723846039e-08)))));
  const F64 c = r - p;
  const F64 y = broadcast(1.0) - ((low - (r * c) / (broadcast(2.0) - c)) - high);
  // The low bits of `shifted` hold k: 2^k is its exponent field.
  const F64 scale = from_bits(shift_left<52>(bits(shifted) + broadcast_bits(1023)));
  return select(x < broadcast(-708.39), broadcast(0.0), y * scale);
}
