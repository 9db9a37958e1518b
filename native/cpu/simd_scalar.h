// The SIMD vocabulary on plain doubles: the meaning of every word of it. Included inside a namespace.

struct F64 {
  static constexpr std::size_t lanes = 1;
  double v;
};
struct I64 {
  std::int64_t v;
};
/** One truth value per lane. */
struct Mask {
  bool v;
};

inline F64 broadcast(double x) { return {x}; }
inline F64 load(const double* p) { return {*p}; }
inline void store(double* p, F64 a) { *p = a.v; }
/** The first n lanes, 0 < n < lanes; the others load as 0 and are not stored. */
inline F64 load_first(const double* p, std::size_t) { return load(p); }
inline void store_first(double* p, F64 a, std::size_t) { store(p, a); }

inline F64 operator+(F64 a, F64 b) { return {a.v + b.v}; }
inline F64 operator-(F64 a, F64 b) { return {a.v - b.v}; }
inline F64 operator*(F64 a, F64 b) { return {a.v * b.v}; }
inline F64 operator/(F64 a, F64 b) { return {a.v / b.v}; }
inline F64 square_root(F64 a) { return {__builtin_sqrt(a.v)}; }
inline F64 absolute(F64 a) { return {__builtin_fabs(a.v)}; }

inline Mask operator<(F64 a, F64 b) { return {a.v < b.v}; }
inline Mask operator<=(F64 a, F64 b) { return {a.v <= b.v}; }
inline Mask is_missing(F64 a) { return {a.v != a.v}; }
inline Mask operator&(Mask a, Mask b) { return {a.v && b.v}; }
inline Mask operator|(Mask a, Mask b) { return {a.v || b.v}; }
inline Mask operator!(Mask m) { return {!m.v}; }
inline bool any(Mask m) { return m.v; }
/** Bit i is lane i; and back. */
inline std::uint32_t bit_mask(Mask m) { return m.v ? 1 : 0; }
inline Mask lanes_of(std::uint32_t mask) { return {(mask & 1) != 0}; }
/** -1, 0 or 1, the signs of F64::lanes octets. */
inline F64 load_signs(const std::int8_t* p) { return {static_cast<double>((*p > 0) - (*p < 0))}; }
/** a where the mask is set, 0 elsewhere. */
inline F64 keep(Mask m, F64 a) { return {m.v ? a.v : 0.0}; }
/** Lane by lane: m ? yes : no. */
inline F64 select(Mask m, F64 yes, F64 no) { return m.v ? yes : no; }

inline Mask operator==(F64 a, F64 b) { return {a.v == b.v}; }
inline I64 bits(F64 a) { return {std::bit_cast<std::int64_t>(a.v)}; }
inline F64 from_bits(I64 a) { return {std::bit_cast<double>(a.v)}; }
inline I64 broadcast_bits(std::int64_t x) { return {x}; }
/** Sums wrap. */
inline I64 operator+(I64 a, I64 b) {
  return {static_cast<std::int64_t>(static_cast<std::uint64_t>(a.v) + static_cast<std::uint64_t>(b.v))};
}
template <int n>
I64 shift_left(I64 a) {
  return {static_cast<std::int64_t>(static_cast<std::uint64_t>(a.v) << n)};
}
/** Zeros come in from the left. */
template <int n>
I64 shift_right(I64 a) {
  return {static_cast<std::int64_t>(static_cast<std::uint64_t>(a.v) >> n)};
}
inline I64 operator&(I64 a, I64 b) { return {a.v & b.v}; }
inline I64 operator|(I64 a, I64 b) { return {a.v | b.v}; }

/** Lane j of row i becomes lane i of row j. */
inline void transpose(F64 (&)[F64::lanes]) {}

/** Four floats, in whatever the compiler has for them on every machine of this kind. */
struct F32 {
  static constexpr std::size_t lanes = 4;
  typedef float Vector __attribute__((vector_size(16)));
  Vector v;
};
/** As `broadcast`, in the precision of its argument. */
inline F64 spread(double x) { return broadcast(x); }
inline F32 spread(float x) { return {F32::Vector{x, x, x, x}}; }
inline F32 load(const float* p) { return {F32::Vector{p[0], p[1], p[2], p[3]}}; }
inline void store(float* p, F32 a) { __builtin_memcpy(p, &a.v, sizeof a.v); }
inline F32 operator+(F32 a, F32 b) { return {a.v + b.v}; }
inline F32 operator*(F32 a, F32 b) { return {a.v * b.v}; }

/** F64::lanes elements as doubles, and back, rounded where they are floats. */
inline F64 load_wide(const double* p) { return load(p); }
inline F64 load_wide(const float* p) { return {*p}; }
inline void store_wide(double* p, F64 a) { store(p, a); }
inline void store_wide(float* p, F64 a) { *p = static_cast<float>(a.v); }
