// The constants of packed-columns.md, shared by encoder and decoder.

export const FORMAT_VERSION = 1;
export const BLOCK_ROWS = 128;
export const MAX_ROWS = 65_536;
export const MAX_COLUMNS = 255;
export const MAX_LANES = 16;
export const MAX_DICTIONARY = 4096;
export const MAX_BLOCK_EXCEPTIONS = 63;
export const MAX_DECIMALS = 15;
export const BODY_HEADER_BYTES = 16;
export const COLUMN_HEADER_BYTES = 8;

/** Primitive types of SBE in the low four bits of a column's type octet; `char` travels as u8. */
export const WireType = {
  u8: 0,
  u16: 1,
  u32: 2,
  u64: 3,
  i8: 4,
  i16: 5,
  i32: 6,
  i64: 7,
  f32: 8,
  f64: 9,
} as const;
export type WireType = (typeof WireType)[keyof typeof WireType];

/** How the rows of a column follow from its packed sequence: low three bits of the scheme octet. */
export const Scheme = { constant: 0, offset: 1, delta: 2, keyed: 3, dictionary: 4 } as const;

export const SCHEME_MASK = 7;
export const ZIGZAG = 8;
export const ABSENT = 16;
export const DECIMAL = 32;
export const SCALED = 64;

/** Bytes that `rows` rows of one column cannot exceed, whatever their values. */
function columnBound(rows: number): number {
  const blocks = Math.ceil(rows / BLOCK_ROWS);
  const sequence = 2 * blocks + 4 + 8 * rows + 4 * blocks;
  const holes = Math.ceil(rows / 8) + 8 + 10 * Math.ceil(rows / 8);
  const dictionary = 9 * Math.min(rows, MAX_DICTIONARY) + 256;
  return COLUMN_HEADER_BYTES + 64 + holes + dictionary + sequence;
}

/** Upper bound in bytes of a packed body, for reserving space before encoding. */
export function packedBound(rows: number, columns: number): number {
  return BODY_HEADER_BYTES + columns * columnBound(rows);
}
