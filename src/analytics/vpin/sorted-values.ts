/** A sorted multiset of numbers in blocks of bounded size: every operation touches one block and the block counts. */
export class SortedValues {
  length = 0;
  #blocks: Block[] = [newBlock()];

  insert(x: number): void {
    const at = this.#blockFor(x);
    const block = this.#blocks[at];
    const place = upperBound(block, x);
    block.values.copyWithin(place + 1, place, block.length);
    block.values[place] = x;
    block.length++;
    this.length++;
    if (block.length === blockSize) this.#blocks.splice(at + 1, 0, splitBlock(block));
  }

  /** Removes one element equal to x, which must be there. */
  remove(x: number): void {
    const at = this.#blockFor(x);
    const block = this.#blocks[at];
    const place = upperBound(block, x) - 1;
    block.values.copyWithin(place, place + 1, block.length);
    block.length--;
    this.length--;
    if (block.length === 0 && this.#blocks.length > 1) this.#blocks.splice(at, 1);
  }

  /** How many elements are <= x. */
  countUpTo(x: number): number {
    const at = this.#blockFor(x);
    let count = upperBound(this.#blocks[at], x);
    for (let i = 0; i < at; i++) count += this.#blocks[i].length;
    return count;
  }

  /** The last block whose first element is <= x, or the first block. */
  #blockFor(x: number): number {
    let [low, high] = [0, this.#blocks.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#blocks[middle].values[0] <= x) low = middle;
      else high = middle;
    }
    return low;
  }
}

const blockSize = 512;

interface Block {
  readonly values: Float64Array;
  length: number;
}

function newBlock(): Block {
  return { values: new Float64Array(blockSize), length: 0 };
}

/** Moves the upper half of a full block to a new one. */
function splitBlock(block: Block): Block {
  const upper = newBlock();
  const kept = blockSize / 2;
  upper.values.set(block.values.subarray(kept, block.length));
  upper.length = block.length - kept;
  block.length = kept;
  return upper;
}

/** The number of elements of the block that are <= x. */
function upperBound({ values, length }: Block, x: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}
