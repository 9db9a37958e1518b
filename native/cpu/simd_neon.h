// The SIMD vocabulary on NEON (arm64): two doubles. The words are explained in simd_scalar.h.

struct F64 {
  static constexpr std::size_t lanes = 2;
  float64x2_t v;
};
struct I64 {
  int64x2_t v;
};
struct Mask {
  uint64x2_t v;
};

inline F64 broadcast(double x) { return {vdupq_n_f64(x)}; }
inline F64 load(const double* p) { return {vld1q_f64(p)}; }
inline void store(double* p, F64 a) { vst1q_f64(p, a.v); }
inline F64 load_first(const double* p, std::size_t) { return {vsetq_lane_f64(*p, vdupq_n_f64(0), 0)}; }
inline void store_first(double* p, F64 a, std::size_t) { vst1q_lane_f64(p, a.v, 0); }

inline F64 operator+(F64 a, F64 b) { return {vaddq_f64(a.v, b.v)}; }
inline F64 operator-(F64 a, F64 b) { return {vsubq_f64(a.v, b.v)}; }
inline F64 operator*(F64 a, F64 b) { return {vmulq_f64(a.v, b.v)}; }
inline F64 operator/(F64 a, F64 b) { return {vdivq_f64(a.v, b.v)}; }
inline F64 square_root(F64 a) { return {vsqrtq_f64(a.v)}; }
inline F64 absolute(F64 a) { return {vabsq_f64(a.v)}; }

inline Mask operator<(F64 a, F64 b) { return {vcltq_f64(a.v, b.v)}; }
inline Mask operator<=(F64 a, F64 b) { return {vcleq_f64(a.v, b.v)}; }
inline Mask is_missing(F64 a) { return {veorq_u64(vceqq_f64(a.v, a.v), vdupq_n_u64(~std::uint64_t{0}))}; }
inline Mask operator&(Mask a, Mask b) { return {vandq_u64(a.v, b.v)}; }
inline Mask operator|(Mask a, Mask b) { return {vorrq_u64(a.v, b.v)}; }
inline Mask operator!(Mask m) { return {veorq_u64(m.v, vdupq_n_u64(~std::uint64_t{0}))}; }
inline F64 keep(Mask m, F64 a) { return {vreinterpretq_f64_u64(vandq_u64(m.v, vreinterpretq_u64_f64(a.v)))}; }
inline bool any(Mask m) { return vmaxvq_u32(vreinterpretq_u32_u64(m.v)) != 0; }
inline std::uint32_t bit_mask(Mask m) {
  return static_cast<std::uint32_t>((vgetq_lane_u64(m.v, 0) & 1) | (vgetq_lane_u64(m.v, 1) & 2));
}
inline Mask lanes_of(std::uint32_t mask) {
  const uint64x2_t bit = vcombine_u64(vcreate_u64(1), vcreate_u64(2));
  return {vtstq_u64(vdupq_n_u64(mask), bit)};
}
inline F64 load_signs(const std::int8_t* p) {
  const double signs[2] = {static_cast<double>((p[0] > 0) - (p[0] < 0)),
                           static_cast<double>((p[1] > 0) - (p[1] < 0))};
  return load(signs);
}
inline F64 select(Mask m, F64 yes, F64 no) { return {vbslq_f64(m.v, yes.v, no.v)}; }

inline Mask operator==(F64 a, F64 b) { return {vceqq_f64(a.v, b.v)}; }
inline I64 bits(F64 a) { return {vreinterpretq_s64_f64(a.v)}; }
inline F64 from_bits(I64 a) { return {vreinterpretq_f64_s64(a.v)}; }
inline I64 broadcast_bits(std::int64_t x) { return {vdupq_n_s64(x)}; }
inline I64 operator+(I64 a, I64 b) { return {vaddq_s64(a.v, b.v)}; }
template <int n>
I64 shift_left(I64 a) {
  return {vshlq_n_s64(a.v, n)};
}
template <int n>
I64 shift_right(I64 a) {
  return {vreinterpretq_s64_u64(vshrq_n_u64(vreinterpretq_u64_s64(a.v), n))};
}
inline I64 operator&(I64 a, I64 b) { return {vandq_s64(a.v, b.v)}; }
inline I64 operator|(I64 a, I64 b) { return {vorrq_s64(a.v, b.v)}; }

inline void transpose(F64 (&m)[2]) {
  const float64x2_t first = vzip1q_f64(m[0].v, m[1].v);
  m[1].v = vzip2q_f64(m[0].v, m[1].v);
  m[0].v = first;
}

struct F32 {
  static constexpr std::size_t lanes = 4;
  float32x4_t v;
};
inline F64 spread(double x) { return broadcast(x); }
inline F32 spread(float x) { return {vdupq_n_f32(x)}; }
inline F32 load(const float* p) { return {vld1q_f32(p)}; }
inline void store(float* p, F32 a) { vst1q_f32(p, a.v); }
inline F32 operator+(F32 a, F32 b) { return {vaddq_f32(a.v, b.v)}; }
inline F32 operator*(F32 a, F32 b) { return {vmulq_f32(a.v, b.v)}; }

inline F64 load_wide(const double* p) { return load(p); }
inline F64 load_wide(const float* p) { return {vcvt_f64_f32(vld1_f32(p))}; }
inline void store_wide(double* p, F64 a) { store(p, a); }
inline void store_wide(float* p, F64 a) { vst1_f32(p, vcvt_f32_f64(a.v)); }
