/** Which of `parts` (at most 2^16) a number belongs to, from 0: neighbours go to different ones (Knuth's multiplicative hash). */
export function spread(number: number, parts: number): number {
  return ((Math.imul(number, 0x9e3779b1) >>> 16) * parts) >>> 16;
}
