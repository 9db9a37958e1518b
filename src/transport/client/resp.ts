import type { Argument } from '../transport.js';

/** The bytes that a command with these arguments takes on the wire, or a little more. */
export function commandBytes(command: string, args: readonly Argument[]): number {
  let bytes = command.length + 24;
  for (const argument of args)
    bytes +=
      16 +
      (typeof argument === 'string' ? argument.length : typeof argument === 'number' ? 20 : argument.length);
  return bytes;
}

/** A command as Redis reads it (RESP arrays of bulk strings). Length prefixes make it safe against any content. */
export function encodeCommand(command: string, args: readonly Argument[]): Uint8Array | string {
  let binary = false;
  let text = `*${args.length + 1}\r\n$${command.length}\r\n${command}\r\n`;
  for (const argument of args) {
    if (argument instanceof Uint8Array) {
      binary = true;
      break;
    }
    text += bulk(argument);
  }
  if (!binary) return text;
  const parts: Uint8Array[] = [Buffer.from(`*${args.length + 1}\r\n$${command.length}\r\n${command}\r\n`)];
  for (const argument of args) {
    if (argument instanceof Uint8Array)
      parts.push(Buffer.from(`$${argument.byteLength}\r\n`), argument, lineEnd);
    else parts.push(Buffer.from(bulk(argument)));
  }
  return Buffer.concat(parts);
}

const lineEnd = Buffer.of(13, 10);

function bulk(argument: string | number): string {
  const text = String(argument);
  return `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
}

/**
 * An XADD with one field whose frame is in place before its id is known: the frame stands behind room for the header,
 * and the header is written backwards against it once the id is given. The frame is copied once, on `place`.
 */
export class AppendEncoding {
  private readonly buffer: Buffer;
  private readonly frameStart: number;
  readonly frame: Uint8Array;

  constructor(key: string, frame: Uint8Array) {
    this.frameStart = headerRoom + key.length;
    this.buffer = Buffer.allocUnsafe(this.frameStart + frame.byteLength + 2);
    this.buffer.set(frame, this.frameStart);
    this.buffer.set(lineEnd, this.frameStart + frame.byteLength);
    this.frame = this.buffer.subarray(this.frameStart, this.frameStart + frame.byteLength);
  }

  get bytes(): number {
    return this.buffer.byteLength;
  }

  encode(key: string, id: string): Uint8Array {
    const header = appendHeader(key, id, this.frame.byteLength);
    const start = this.frameStart - header.length;
    this.buffer.write(header, start, header.length, 'latin1');
    return this.buffer.subarray(start);
  }
}

/** The longest header without its key: fixed text, a 41-digit id, three lengths. */
const headerRoom = 128;

function appendHeader(key: string, id: string, frameBytes: number): string {
  return `*5\r\n$4\r\nXADD\r\n$${key.length}\r\n${key}\r\n$${id.length}\r\n${id}\r\n$1\r\nf\r\n$${frameBytes}\r\n`;
}

/** The same for a frame that may be used in place: header, frame and end as three pieces of one write. */
export function encodeAppendInPlace(
  key: string,
  id: string,
  frame: Uint8Array,
): readonly (Uint8Array | string)[] {
  return [appendHeader(key, id, frame.byteLength), frame, lineEnd];
}
