/** Working memory for the rows of a batch, indexed like its columns. */
export interface Scratch {
  weights: Float64Array;
  sides: Int8Array;
}

export function makeScratch(): Scratch {
  return { weights: new Float64Array(0), sides: new Int8Array(0) };
}

export function growScratch(scratch: Scratch, length: number): void {
  if (length <= scratch.weights.length) return;
  scratch.weights = new Float64Array(2 * length);
  scratch.sides = new Int8Array(2 * length);
}
