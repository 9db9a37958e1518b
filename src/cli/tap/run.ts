import { systemClock } from '../../base/clock.js';
import { InvalidArgument } from '../../base/errors.js';
import { DualBus, type LiveOptions, type OwnMessages } from '../../bus/index.js';
import { ageOf, clockId, type Envelope, MessageRegistry, momentOf } from '../../codec/index.js';
import { busUrls } from '../bus-urls.js';
import { note, writeOut } from '../output.js';
import type { TapFlags } from '../tap.js';

/** These do not travel in streams: between two engines, or on a channel. */
const unwatched = new Set(['query', 'reply', 'replyError', 'beacon', 'instrumentDefinition']);

type Name = keyof OwnMessages;

/** Prints what passes until `count` messages were seen, or the signal fires. */
export async function tap(messages: readonly string[], flags: TapFlags, signal: AbortSignal): Promise<void> {
  const names = namesOf(messages);
  const { marketData, engineLogic } = busUrls(flags);
  const bus = await DualBus.connect({
    engine: 'tap',
    namespace: flags.namespace,
    marketData: { url: marketData, onUnsafeServer: 'degrade' },
    engineLogic: { url: engineLogic, onUnsafeServer: 'degrade' },
    messages: [],
  });
  try {
    const from = flags.from === undefined ? '$' : startOf(flags.from);
    const subscription = bus.subscribe(names, {
      from,
      onGap: ({ stream, missing }) => note(`${missing} messages of ${stream} were skipped`),
    });
    await subscription.ready();
    note(`watching ${names.length === 1 ? names[0] : `${names.length} message types`} of ${flags.namespace}`);
    const clock = clockId();
    for (let left = flags.count ?? Number.POSITIVE_INFINITY; left > 0; ) {
      const batch = await subscription.next(signal);
      if (batch === undefined) break;
      const { name, envelope, stream, id } = batch;
      const age = ageOf(envelope, momentOf(systemClock, clock), 0n);
      const ageUs = age.exact ? Math.round(Number(age.ns) / 1_000) : null;
      const about = { message: name, bus: busOf(name), stream, id };
      const lines = batch
        .toArray()
        .slice(0, left)
        .map((fields, i) =>
          line({ ...about, sequence: sequenceOf(envelope, batch.cause(i).index), ageUs, fields }),
        );
      left -= lines.length;
      await writeOut(lines.join(''));
    }
  } finally {
    await bus.close({ drainMs: 0 });
  }
}

const registry = new MessageRegistry();

function namesOf(messages: readonly string[]): readonly Name[] {
  const all = [...registry].map(({ name }) => name).filter((name) => !unwatched.has(name));
  const unknown = messages.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new InvalidArgument('messages', `${unknown}: there is ${all.join(', ')}`);
  return (messages.length === 0 ? all : messages) as readonly Name[];
}

function busOf(name: string): string {
  return registry.get(name).bus;
}

function sequenceOf({ sequence }: Envelope, index: number): bigint {
  return sequence + BigInt(index);
}

/** 0, an entry's id, or a time. */
function startOf(text: string): NonNullable<LiveOptions['from']> {
  if (text === '0') return '0-0';
  if (/^\d+-\d+$/.test(text)) return text as `${number}-${number}`;
  const wallMs = Date.parse(text);
  if (Number.isNaN(wallMs)) throw new InvalidArgument('from', `${text} is neither 0, an id, nor a time`);
  return { wallMs };
}

function line(record: Readonly<Record<string, unknown>>): string {
  const plain = (_key: string, value: unknown): unknown =>
    typeof value === 'bigint' ? value.toString() : value;
  return `${JSON.stringify(record, plain)}\n`;
}
