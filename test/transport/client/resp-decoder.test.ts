import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError, RespDecoder, respLimits } from '../../../src/transport/client/resp-decoder.js';
import type { Reply } from '../../../src/transport/transport.js';

interface Seen {
  readonly kind: 'reply' | 'error' | 'push';
  readonly value: unknown;
}

function decode(chunks: readonly Uint8Array[], limits = respLimits): Seen[] {
  const seen: Seen[] = [];
  const decoder = new RespDecoder(
    {
      onReply: (value) => seen.push({ kind: 'reply', value: plain(value) }),
      onError: (value) => seen.push({ kind: 'error', value }),
      onPush: (value) => seen.push({ kind: 'push', value: plain(value) }),
    },
    limits,
  );
  for (const chunk of chunks) decoder.write(Buffer.from(chunk));
  return seen;
}

/** Replies with strings as text, which compare by content. */
function plain(reply: Reply): unknown {
  if (reply instanceof Buffer) return reply.toString('latin1');
  return Array.isArray(reply) ? reply.map((item) => plain(item as Reply)) : reply;
}

function text(...lines: string[]): Buffer {
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1');
}

interface Sample {
  readonly wire: string;
  readonly value: unknown;
}

const bulkSample = fc.uint8Array({ maxLength: 40 }).map((bytes): Sample => {
  const latin = Buffer.from(bytes).toString('latin1');
  return { wire: `$${bytes.length}\r\n${latin}\r\n`, value: latin };
});
const scalar = fc.oneof(
  bulkSample,
  fc.maxSafeInteger().map((n): Sample => ({ wire: `:${n}\r\n`, value: n })),
  fc.constantFrom<Sample>(
    { wire: '_\r\n', value: null },
    { wire: '$-1\r\n', value: null },
    { wire: '*-1\r\n', value: null },
    { wire: '#t\r\n', value: 1 },
    { wire: '#f\r\n', value: 0 },
    { wire: ',1.5e3\r\n', value: '1.5e3' },
    { wire: '(123456789012345678901234567890\r\n', value: '123456789012345678901234567890' },
    { wire: '+OK\r\n', value: 'OK' },
    { wire: '=7\r\ntxt:abc\r\n', value: 'abc' },
    { wire: '|1\r\n+key\r\n:1\r\n:7\r\n', value: 7 },
  ),
);
const { reply } = fc.letrec<{ reply: Sample }>((tie) => ({
  reply: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc
      .tuple(fc.constantFrom('*', '~', '%'), fc.array(tie('reply'), { maxLength: 4 }))
      .map(([type, items]): Sample => {
        const all = type === '%' ? [...items, ...items] : items;
        return {
          wire: `${type}${items.length}\r\n${all.map(({ wire }) => wire).join('')}`,
          value: all.map(({ value }) => value),
        };
      }),
  ),
}));

describe('RespDecoder', () => {
  it('reads any sequence of replies, split at any places', () => {
    fc.assert(
      fc.property(
        fc.array(reply, { maxLength: 5 }),
        fc.array(fc.nat(300), { maxLength: 20 }),
        (samples, cuts) => {
          const wire = Buffer.from(samples.map((sample) => sample.wire).join(''), 'latin1');
          const places = [
            0,
            ...cuts.map((cut) => cut % (wire.length + 1)).sort((a, b) => a - b),
            wire.length,
          ];
          const chunks = places.slice(1).map((end, i) => wire.subarray(places[i]!, end));
          expect(decode(chunks)).toEqual(samples.map(({ value }) => ({ kind: 'reply', value })));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('tells errors and pushes from replies, and errors within replies', () => {
    const wire = text(
      '-ERR no',
      '!9',
      'ERR again',
      '>2',
      '+message',
      '$1',
      'a',
      '*2',
      ':1',
      '-ERR inside',
      ':5',
    );
    expect(decode([wire])).toEqual([
      { kind: 'error', value: 'ERR no' },
      { kind: 'error', value: 'ERR again' },
      { kind: 'push', value: ['message', 'a'] },
      { kind: 'reply', value: [1, { error: 'ERR inside' }] },
      { kind: 'reply', value: 5 },
    ]);
  });

  it('gives strings that lie in one chunk as views on it', () => {
    const chunk = text('$3', 'abc');
    const seen: Reply[] = [];
    const onReply = (value: Reply): void => {
      seen.push(value);
    };
    new RespDecoder({ onReply, onError: () => {}, onPush: () => {} }).write(chunk);
    expect((seen[0] as Buffer).buffer).toBe(chunk.buffer);
  });

  for (const wrong of [
    ':12ab\r\n',
    ':\r\n',
    ':-\r\n',
    ':99999999999999999999\r\n',
    '$-2\r\n',
    '$x\r\n',
    '$99999999999\r\n',
    '*4294967295\r\n',
    '*-2\r\n',
    '%-1\r\n',
    '>-1\r\n',
    '$3\r\nabcd\r\n',
    '+OK\rX',
    '_x\r\n',
    '#x\r\n',
    '?\r\n',
    'HTTP/1.1 200 OK\r\n',
    '*1\r\n>1\r\n:1\r\n',
    `${'*1\r\n'.repeat(17)}:1\r\n`,
  ])
    it(`refuses ${JSON.stringify(wrong.slice(0, 30))}`, () => {
      expect(() => decode([Buffer.from(wrong)])).toThrow(ProtocolError);
      // Byte by byte it is no other.
      expect(() => decode([...Buffer.from(wrong)].map((byte) => Uint8Array.of(byte)))).toThrow(ProtocolError);
    });

  it('refuses a line that never ends, and allocates nothing for announced lengths', () => {
    const line = Buffer.alloc(70_000, 65);
    line[0] = 43;
    expect(() => decode([line])).toThrow(ProtocolError);
    expect(decode([Buffer.from('$536870912\r\n')])).toEqual([]);
    expect(decode([Buffer.from('*4194304\r\n')])).toEqual([]);
  });

  it('either understands any bytes or refuses them, and never throws anything else', () => {
    const bytes = fc.array(
      fc.oneof(
        fc.constantFrom(...'$*:+-_#,(=!%~>|0123456789\r\n').map((c) => c.charCodeAt(0)),
        fc.nat(255),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(bytes, (codes) => {
        try {
          decode([Uint8Array.from(codes)]);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('reads a large reply in many small chunks without copying it again and again', () => {
    const large = text('$2000000', 'x'.repeat(2_000_000));
    const chunks: Buffer[] = [];
    for (let at = 0; at < large.length; at += 500) chunks.push(large.subarray(at, at + 500));
    expect((decode(chunks)[0]!.value as string).length).toBe(2_000_000);
  });
});
