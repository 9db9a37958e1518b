import type { Argument } from '../transport.js';

/** A block takes what one flush of a lane writes at most: see flushBytes there. */
const blockBytes = 64 * 1024;

/** Longer pieces are written from where they lie, as buffers of their own. */
export const inlineBytes = 16 * 1024;

const lineEnd = Buffer.of(13, 10);

/**
 * Collects commands for one write, as Redis reads them: RESP arrays of bulk strings, whose length prefixes make them safe
 * against any content. What is short is copied into one block, so that the socket gets one buffer and not many.
 */
export class CommandWriter {
  private block = Buffer.allocUnsafeSlow(blockBytes);
  private from = 0;
  private at = 0;
  private pieces: Uint8Array[] = [];

  command(name: string, args: readonly Argument[]): void {
    let text = `*${args.length + 1}\r\n$${name.length}\r\n${name}\r\n`;
    for (const argument of args) {
      if (argument instanceof Uint8Array) {
        this.text(`${text}$${argument.byteLength}\r\n`);
        this.bytes(argument);
        text = '\r\n';
      } else {
        const value = String(argument);
        text += `$${Buffer.byteLength(value)}\r\n${value}\r\n`;
      }
    }
    this.text(text);
  }

  /** Short text of ASCII characters. */
  ascii(text: string): void {
    const { length } = text;
    this.reserve(length);
    const { block } = this;
    let { at } = this;
    for (let i = 0; i < length; i++) block[at++] = text.charCodeAt(i);
    this.at = at;
  }

  text(text: string): void {
    const most = 3 * text.length;
    if (most > inlineBytes) this.bytes(Buffer.from(text));
    else {
      this.reserve(most);
      this.at += this.block.write(text, this.at);
    }
  }

  bytes(piece: Uint8Array): void {
    if (piece.byteLength > inlineBytes) {
      this.cut();
      this.pieces.push(piece);
      return;
    }
    this.reserve(piece.byteLength);
    this.block.set(piece, this.at);
    this.at += piece.byteLength;
  }

  /** What was collected, in order. The pieces must not be changed before they are written: then comes written(). */
  take(): readonly Uint8Array[] {
    this.cut();
    const { pieces } = this;
    this.pieces = [];
    return pieces;
  }

  /** Nobody needs the pieces any more: their memory is used again. Not called, it is left to them. */
  written(): void {
    this.from = 0;
    this.at = 0;
  }

  private reserve(bytes: number): void {
    if (this.at + bytes <= this.block.length) return;
    this.cut();
    this.block = Buffer.allocUnsafeSlow(blockBytes);
    this.from = 0;
    this.at = 0;
  }

  private cut(): void {
    if (this.at > this.from) this.pieces.push(this.block.subarray(this.from, this.at));
    this.from = this.at;
  }
}

/** The bytes that a command with these arguments takes on the wire, or a little more. */
export function commandBytes(command: string, args: readonly Argument[]): number {
  let bytes = command.length + 24;
  for (const argument of args)
    bytes +=
      16 +
      (typeof argument === 'string' ? argument.length : typeof argument === 'number' ? 20 : argument.length);
  return bytes;
}

/** XADD with one field, into one stream: all but the id and the frame is made once. */
export class AppendFormat {
  private readonly start: Uint8Array;
  private middle = '';
  private middleBytes = -1;

  constructor(key: string) {
    this.start = Buffer.from(`*5\r\n$4\r\nXADD\r\n$${Buffer.byteLength(key)}\r\n${key}\r\n`);
  }

  /** What it takes on the wire, or a little more. */
  bytes(frame: Uint8Array): number {
    return this.start.length + frame.byteLength + 64;
  }

  write(out: CommandWriter, id: string, frame: Uint8Array): void {
    if (frame.byteLength !== this.middleBytes) {
      this.middleBytes = frame.byteLength;
      this.middle = `\r\n$1\r\nf\r\n$${frame.byteLength}\r\n`;
    }
    out.bytes(this.start);
    out.ascii(`$${id.length}\r\n`);
    out.ascii(id);
    out.ascii(this.middle);
    out.bytes(frame);
    out.bytes(lineEnd);
  }
}
