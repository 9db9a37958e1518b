// exp and log out of + - * / alone, operation for operation as native/kernels/exp.inl.h and log.inl.h: the distributions
// made of them have the same bits in every engine of JavaScript and in C++. Math.exp and Math.log have not.

const magic = 6755399441055744; // 1.5 * 2^52: adding it rounds to an integer
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;

const leastExponent = -1022;
const powersOfTwo = new Float64Array(2046);
powersOfTwo[0] = 2.2250738585072014e-308;
for (let i = 1; i < powersOfTwo.length; i++) powersOfTwo[i] = 2 * powersOfTwo[i - 1]!;

/** exp(x) for x <= 709 to about 1 ulp, after fdlibm's e_exp.c; NaN for NaN. */
export function exp(x: number): number {
  if (x < -745.2) return 0;
  const k = x * Math.LOG2E + magic - magic;
  const high = x - k * ln2High;
  const low = k * ln2Low;
  const r = high - low;
  const t = r * r;
  const p =
    t *
    (0.16666666666666602 +
      t *
        (-0.0027777777777015593 +
          t * (0.00006613756321437934 + t * (-0.0000016533902205465252 + t * 4.1381367970572385e-8))));
  const c = r - p;
  const y = 1 - (low - (r * c) / (2 - c) - high);
  // Denormal results are rounded once, by the second factor.
  return k < leastExponent ? y * scaleOf(k + 100) * scaleOf(-100) : y * scaleOf(k);
}

function scaleOf(k: number): number {
  return powersOfTwo[k - leastExponent]!;
}

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

/** log(y) for normal y > 0 to about 1 ulp, after fdlibm's e_log.c. */
export function log(y: number): number {
  float[0] = y;
  let k = (words[1]! >>> 20) - 1023;
  words[1] = (words[1]! & 0xfffff) | 0x3ff00000;
  let m = float[0];
  if (m > Math.SQRT2) {
    m *= 0.5;
    k += 1;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd =
    z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const half = 0.5 * f * f;
  const low = k * ln2Low;
  return k * ln2High - (half - (s * (half + even + odd) + low) - f);
}

/** log(1 + x) for 0 <= x < 1e300: what rounding took from 1 + x comes back as its first-order correction. */
export function logOnePlus(x: number): number {
  const y = 1 + x;
  const part = y - 1;
  const lost = 1 - (y - part) + (x - part);
  return log(y) + lost / y;
}
