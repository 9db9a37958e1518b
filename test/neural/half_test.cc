// Conversion to f16 and back, against the definition of the format.
#include "neural/half.h"

#include <cmath>

#include "support/check.h"

using namespace dualbus::neural;

namespace {

/** The value of finite f16 bits, from the definition. */
double value_of(unsigned bits) {
  const int exponent = bits >> 10 & 31, fraction = bits & 1023;
  const double magnitude =
      exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
  return bits & 0x8000 ? -magnitude : magnitude;
}

}  // namespace

TEST("half: every finite value has its own bits, there and back") {
  for (unsigned bits = 0; bits < 0x10000; bits++) {
    if ((bits & 0x7c00) == 0x7c00) continue;
    const Half half = static_cast<Half>(bits);
    CHECK(from_half(half) == value_of(bits) && to_half(from_half(half)) == half, bits);
  }
}

TEST("half: rounds to the nearest, ties to even") {
  for (unsigned bits = 0; bits < 0x7bff; bits++) {
    const double low = value_of(bits), high = value_of(bits + 1);
    const float middle = static_cast<float>((low + high) / 2);  // exact: one more bit than a half has
    const Half even = static_cast<Half>(bits & 1 ? bits + 1 : bits);
    CHECK(to_half(middle) == even && to_half(-middle) == (even | 0x8000), bits);
    CHECK(to_half(std::nextafter(middle, -1.0f)) == bits, bits);
    CHECK(to_half(std::nextafter(middle, 1e9f)) == bits + 1, bits);
  }
}

TEST("half: the ends of the range") {
  CHECK(to_half(65504) == 0x7bff && to_half(65519.996f) == 0x7bff && to_half(65520) == 0x7c00);
  CHECK(to_half(1e30f) == 0x7c00 && to_half(-INFINITY) == 0xfc00);
  CHECK(to_half(0x1p-25f) == 0 && to_half(std::nextafter(0x1p-25f, 1.0f)) == 1 && to_half(-0.0f) == 0x8000);
  CHECK(std::isnan(from_half(to_half(NAN))) && std::isinf(from_half(0x7c00)));
  CHECK(fits_half(65504) && !fits_half(65505) && !fits_half(NAN) && !fits_half(-INFINITY));
}
