/**
 * Student's t CDF below df 3000: (1 + z^2/df)^(-df/2) times a polynomial that was fitted to this df. What the
 * reals are and why the polynomial is short: src/compute/native/student-t-fit.ts.
 */
struct FittedStudentT {
  F64 half_df, inverse_root, log_df, c;
  const double* coefficients;

  explicit FittedStudentT(const double* reals)
      : half_df(broadcast(reals[0])),
        inverse_root(broadcast(reals[1])),
        log_df(broadcast(reals[2])),
        c(broadcast(reals[3])),
        coefficients(reals + 4) {}

  F64 operator()(F64 z) const {
    const F64 one = broadcast(1.0);
    const F64 size = absolute(z);
    const F64 distance = size * inverse_root;
    const Mask near = distance < broadcast(1e8);
    const F64 square = distance * distance;
    const F64 log_square = broadcast(2.0) * log_positive(size) - log_df;
    const F64 log_sum = select(near, log_one_plus(select(near, square, one)), log_square);
    const F64 u = select(near, distance / square_root(one + square), one);
    const F64 v = u * (one + c) / (u + c);
    const F64 decay = exp_nonpositive(broadcast(0.0) - half_df * log_sum);
    F64 tail = decay * polynomial(v + v - one);
    tail = select(size == broadcast(__builtin_inf()), broadcast(0.0), tail);
    const F64 result = select(broadcast(0.0) < z, one - tail, tail);
    return select(is_missing(z), z, result);
  }

  /** Even and odd powers apart: two chains of half the length. */
  F64 polynomial(F64 s) const {
    const F64 t = s * s;
    F64 even = broadcast(coefficients[student_t_terms - 2]);
    F64 odd = broadcast(coefficients[student_t_terms - 1]);
    for (int k = student_t_terms - 4; k >= 0; k -= 2) {
      even = even * t + broadcast(coefficients[k]);
      odd = odd * t + broadcast(coefficients[k + 1]);
    }
    return even + s * odd;
  }
};

/** From df 3000 on: R. A. Fisher's expansion in powers of 1/df (Abramowitz and Stegun 26.7.8 to the third
 * power). */
struct NearlyNormalStudentT {
  F64 inverse_df;

  F64 operator()(F64 z) const {
    const auto k = [](double x) { return broadcast(x); };
    const F64 s = z * z;
    const F64 density = exp_nonpositive(s * k(-0.5)) * k(0.39894228040143267794);
    const F64 p1 = z * (s + k(1)) * k(0.25);
    const F64 p2 = z * (((k(3) * s - k(7)) * s - k(5)) * s - k(3)) / k(96);
    const F64 p3 = z * (((((s - k(11)) * s + k(14)) * s + k(6)) * s - k(3)) * s - k(15)) / k(384);
    F64 p4 = k(15);
    for (double a : {-375.0, 2225.0, -2141.0, -939.0, -213.0, -915.0, 945.0}) p4 = p4 * s + k(a);
    p4 = z * p4 / k(92160);
    const F64 sum = p1 + (p2 + (p3 + p4 * inverse_df) * inverse_df) * inverse_df;
    const F64 correction = density * sum * inverse_df;
    const F64 normal = normal_cdf_of(z);
    // Where the density is 0 the polynomials may be infinite.
    return select(broadcast(0.0) < density, normal - correction, normal);
  }
};

inline void student_t_cdf(const KernelCall& call) {
  if (call.real_count == 1)
    map_panel(call, NearlyNormalStudentT{broadcast(1.0 / call.reals[0])});
  else
    map_panel(call, FittedStudentT(call.reals));
}
