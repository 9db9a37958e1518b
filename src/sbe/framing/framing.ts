import { MalformedMessage } from '../errors.js';

/**
 * How messages follow each other in a file or a datagram:
 * - `none`: one directly behind the other; each ends where its last known group or var data does.
 * - `sofh`: FIX Simple Open Framing Header, big-endian: u32 length (its own 6 bytes included), u16 encoding type
 *   (0xEB50 SBE 1.0 little-endian, 0x5BE0 big-endian).
 * - `length16`: u16 in the schema's byte order, the length of the message behind it.
 * - `cme-packet`: one CME MDP 3.0 packet: u32 sequence number, u64 sending time, then each message behind a
 *   little-endian u16 size that includes itself.
 */
export const framings = ['none', 'sofh', 'length16', 'cme-packet'] as const;
export type Framing = (typeof framings)[number];

/** Where a message lies. */
export interface Frame {
  readonly start: number;
  readonly end: number;
}

const sofhLength = 6;
const cmePacketHeaderLength = 12;

/** The frames of a file whose framing says where each message ends. Throws MalformedMessage where it does not fit. */
export function* frames(
  bytes: Uint8Array,
  framing: Exclude<Framing, 'none'>,
  littleEndian: boolean,
): Generator<Frame> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let p = framing === 'cme-packet' ? cmePacketHeaderLength : 0;
  if (p > bytes.length)
    throw new MalformedMessage('framing', 0, `${bytes.length} bytes are no packet header of ${p}`);
  while (p < bytes.length) {
    const frame = nextFrame(view, p, framing, littleEndian);
    if (frame.end > bytes.length)
      throw new MalformedMessage(
        'framing',
        p,
        `a frame of ${frame.end - p} bytes, the file has ${bytes.length - p} left`,
      );
    yield frame;
    p = frame.end;
  }
}

function nextFrame(
  view: DataView,
  p: number,
  framing: Exclude<Framing, 'none'>,
  littleEndian: boolean,
): Frame {
  const head = framing === 'sofh' ? sofhLength : 2;
  if (p + head > view.byteLength)
    throw new MalformedMessage('framing', p, `${view.byteLength - p} bytes are no frame header of ${head}`);
  const start = p + head;
  switch (framing) {
    case 'sofh':
      checkEncoding(view.getUint16(p + 4), p, littleEndian);
      return { start, end: endOf(p, view.getUint32(p), head) };
    case 'length16':
      return { start, end: start + view.getUint16(p, littleEndian) };
    case 'cme-packet':
      return { start, end: endOf(p, view.getUint16(p, true), head) };
  }
}

/** The end of a frame whose length counts its own header. */
function endOf(p: number, length: number, head: number): number {
  if (length < head)
    throw new MalformedMessage('framing', p, `length ${length} is less than the ${head} of its header`);
  return p + length;
}

function checkEncoding(found: number, p: number, littleEndian: boolean): void {
  const expected = littleEndian ? 0xeb50 : 0x5be0;
  const hex = (code: number) => `0x${code.toString(16).toUpperCase().padStart(4, '0')}`;
  if (found !== expected)
    throw new MalformedMessage('framing', p + 4, `encoding type ${hex(found)} instead of ${hex(expected)}`);
}
