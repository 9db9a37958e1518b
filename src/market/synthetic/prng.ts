/**
 * xoshiro128** 1.1 (D. Blackman, S. Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM TOMS 47, 2021):
 * 128 bits of state, period 2^128 - 1, in 32-bit arithmetic. The same seed gives the same numbers on every machine.
 */
export class Prng {
  readonly #state: Uint32Array;

  /** The state is filled by SplitMix64 from a seed of 64 bits, as its authors advise. */
  constructor(seed: bigint) {
    this.#state = new Uint32Array(4);
    let x = BigInt.asUintN(64, seed);
    for (let k = 0; k < 4; k += 2) {
      x = BigInt.asUintN(64, x + 0x9e3779b97f4a7c15n);
      let z = x;
      z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
      z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
      z ^= z >> 31n;
      this.#state[k] = Number(z & 0xffffffffn);
      this.#state[k + 1] = Number(z >> 32n);
    }
  }

  /** A generator in exactly this state, which must not be all zeros. */
  static fromState(state: readonly [number, number, number, number]): Prng {
    const made = new Prng(0n);
    made.#state.set(state);
    return made;
  }

  /** Uniform on the integers of 32 bits. */
  uint32(): number {
    const s = this.#state;
    const scrambled = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotateLeft(s[3], 11);
    return scrambled;
  }

  /** Uniform on the multiples of 2^-53 in [0, 1). */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  /** Exponential with mean 1. */
  exponential(): number {
    return -Math.log1p(-this.uniform());
  }
}

function rotateLeft(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}
