// The SIMD vocabulary on AVX2: four doubles. The words are explained in simd_scalar.h.

struct F64 {
  static constexpr std::size_t lanes = 4;
  __m256d v;
};
struct I64 {
  __m256i v;
};
struct Mask {
  __m256d v;
};

inline F64 broadcast(double x) { return {_mm256_set1_pd(x)}; }
inline F64 load(const double* p) { return {_mm256_loadu_pd(p)}; }
inline void store(double* p, F64 a) { _mm256_storeu_pd(p, a.v); }

inline __m256i first_lanes(std::size_t n) {
  return _mm256_cmpgt_epi64(_mm256_set1_epi64x(static_cast<long long>(n)), _mm256_setr_epi64x(0, 1, 2, 3));
}
inline F64 load_first(const double* p, std::size_t n) { return {_mm256_maskload_pd(p, first_lanes(n))}; }
inline void store_first(double* p, F64 a, std::size_t n) { _mm256_maskstore_pd(p, first_lanes(n), a.v); }

inline F64 operator+(F64 a, F64 b) { return {_mm256_add_pd(a.v, b.v)}; }
inline F64 operator-(F64 a, F64 b) { return {_mm256_sub_pd(a.v, b.v)}; }
inline F64 operator*(F64 a, F64 b) { return {_mm256_mul_pd(a.v, b.v)}; }
inline F64 operator/(F64 a, F64 b) { return {_mm256_div_pd(a.v, b.v)}; }
inline F64 square_root(F64 a) { return {_mm256_sqrt_pd(a.v)}; }
inline F64 absolute(F64 a) { return {_mm256_andnot_pd(_mm256_set1_pd(-0.0), a.v)}; }

inline Mask operator<(F64 a, F64 b) { return {_mm256_cmp_pd(a.v, b.v, _CMP_LT_OQ)}; }
inline Mask operator<=(F64 a, F64 b) { return {_mm256_cmp_pd(a.v, b.v, _CMP_LE_OQ)}; }
inline Mask is_missing(F64 a) { return {_mm256_cmp_pd(a.v, a.v, _CMP_UNORD_Q)}; }
inline Mask operator&(Mask a, Mask b) { return {_mm256_and_pd(a.v, b.v)}; }
inline Mask operator|(Mask a, Mask b) { return {_mm256_or_pd(a.v, b.v)}; }
inline Mask operator!(Mask m) { return {_mm256_xor_pd(m.v, _mm256_castsi256_pd(_mm256_set1_epi64x(-1)))}; }
inline F64 keep(Mask m, F64 a) { return {_mm256_and_pd(m.v, a.v)}; }
inline bool any(Mask m) { return _mm256_movemask_pd(m.v) != 0; }
inline std::uint32_t bit_mask(Mask m) { return static_cast<std::uint32_t>(_mm256_movemask_pd(m.v)); }
inline Mask lanes_of(std::uint32_t mask) {
  const __m256i bit = _mm256_setr_epi64x(1, 2, 4, 8);
  return {_mm256_castsi256_pd(_mm256_cmpeq_epi64(_mm256_and_si256(_mm256_set1_epi64x(mask), bit), bit))};
}
inline F64 load_signs(const std::int8_t* p) {
  int four;
  __builtin_memcpy(&four, p, sizeof four);
  const __m128i signs = _mm_sign_epi8(_mm_set1_epi8(1), _mm_cvtsi32_si128(four));
  return {_mm256_cvtepi32_pd(_mm_cvtepi8_epi32(signs))};
}
inline F64 select(Mask m, F64 yes, F64 no) { return {_mm256_blendv_pd(no.v, yes.v, m.v)}; }

inline Mask operator==(F64 a, F64 b) { return {_mm256_cmp_pd(a.v, b.v, _CMP_EQ_OQ)}; }
inline I64 bits(F64 a) { return {_mm256_castpd_si256(a.v)}; }
inline F64 from_bits(I64 a) { return {_mm256_castsi256_pd(a.v)}; }
inline I64 broadcast_bits(std::int64_t x) { return {_mm256_set1_epi64x(x)}; }
inline I64 operator+(I64 a, I64 b) { return {_mm256_add_epi64(a.v, b.v)}; }
template <int n>
I64 shift_left(I64 a) {
  return {_mm256_slli_epi64(a.v, n)};
}
template <int n>
I64 shift_right(I64 a) {
  return {_mm256_srli_epi64(a.v, n)};
}
inline I64 operator&(I64 a, I64 b) { return {_mm256_and_si256(a.v, b.v)}; }
inline I64 operator|(I64 a, I64 b) { return {_mm256_or_si256(a.v, b.v)}; }

inline void transpose(F64 (&m)[4]) {
  const __m256d a = _mm256_unpacklo_pd(m[0].v, m[1].v);
  const __m256d b = _mm256_unpackhi_pd(m[0].v, m[1].v);
  const __m256d c = _mm256_unpacklo_pd(m[2].v, m[3].v);
  const __m256d d = _mm256_unpackhi_pd(m[2].v, m[3].v);
  m[0].v = _mm256_permute2f128_pd(a, c, 0x20);
  m[1].v = _mm256_permute2f128_pd(b, d, 0x20);
  m[2].v = _mm256_permute2f128_pd(a, c, 0x31);
  m[3].v = _mm256_permute2f128_pd(b, d, 0x31);
}

struct F32 {
  static constexpr std::size_t lanes = 8;
  __m256 v;
};
inline F64 spread(double x) { return broadcast(x); }
inline F32 spread(float x) { return {_mm256_set1_ps(x)}; }
inline F32 load(const float* p) { return {_mm256_loadu_ps(p)}; }
inline void store(float* p, F32 a) { _mm256_storeu_ps(p, a.v); }
inline F32 operator+(F32 a, F32 b) { return {_mm256_add_ps(a.v, b.v)}; }
inline F32 operator*(F32 a, F32 b) { return {_mm256_mul_ps(a.v, b.v)}; }

inline F64 load_wide(const double* p) { return load(p); }
inline F64 load_wide(const float* p) { return {_mm256_cvtps_pd(_mm_loadu_ps(p))}; }
inline void store_wide(double* p, F64 a) { store(p, a); }
inline void store_wide(float* p, F64 a) { _mm_storeu_ps(p, _mm256_cvtpd_ps(a.v)); }
