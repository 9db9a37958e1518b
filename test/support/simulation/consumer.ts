import type { SimulatedClock } from '../../../src/base/simulated-clock.js';
import { BatchQueue } from '../../../src/transport/client/batch-queue.js';
import { CommandCall } from '../../../src/transport/client/call.js';
import { ConsumerLedger } from '../../../src/transport/client/consumer-ledger.js';
import type { Core } from '../../../src/transport/client/core.js';
import { GroupLoop } from '../../../src/transport/client/group-loop.js';
import { integer } from '../../../src/transport/client/replies.js';
import type { EntryBatch } from '../../../src/transport/transport.js';
import type { SeededRandom } from './random.js';

const pollMs = 12;

/** A member of the group `g` that handles batches after a while, acknowledges them, and sometimes crashes. */
export class SimulatedConsumer {
  /** Payloads by how often their handling ended. */
  readonly handled = new Map<string, number>();
  /** Entries that came twice to one life of the consumer without an unanswered acknowledgement between them. */
  repeatedInOneLife = 0;
  private ledger = new ConsumerLedger();
  private queue = new BatchQueue({ maxItems: 64, maxBytes: 1_000_000 });
  private loop: GroupLoop;
  private life = 0;
  private seenInLife = new Set<string>();
  private readonly name: string;
  private readonly streams: readonly string[];
  private readonly core: Core;
  private readonly clock: SimulatedClock;
  private readonly random: SeededRandom;

  constructor(
    name: string,
    streams: readonly string[],
    core: Core,
    clock: SimulatedClock,
    random: SeededRandom,
  ) {
    this.name = name;
    this.streams = streams;
    this.core = core;
    this.clock = clock;
    this.random = random;
    this.loop = this.begin();
    this.poll();
  }

  /** Loses everything that was in hand, as a killed process does, and starts again under the same name. */
  crash(): void {
    this.loop.close();
    this.life++;
    this.ledger = new ConsumerLedger();
    this.queue = new BatchQueue({ maxItems: 64, maxBytes: 1_000_000 });
    this.seenInLife = new Set();
    this.loop = this.begin();
  }

  private begin(): GroupLoop {
    const { core, clock, random } = this;
    const loop = new GroupLoop(
      this.streams,
      {
        group: 'g',
        consumer: this.name,
        start: '0',
        onMissingGroup: 'recreate',
        count: 8,
        blockMs: 60,
        auditMs: 300,
      },
      this.ledger,
      {
        bus: 'sim',
        clock,
        random: random.next,
        roundTrips: core.roundTrips,
        queue: this.queue,
        dial: (key) => core.dial('reader', key),
        node: (key) => core.router.node(key),
        onRedirected: () => {},
        emit: (event) => core.emit(event),
      },
    );
    this.queue.onRoom = () => loop.wake();
    return loop;
  }

  private poll(): void {
    const batch = this.queue.take();
    if (batch !== undefined) this.handle(batch);
    this.clock.after(pollMs, () => this.poll());
  }

  private handle(batch: EntryBatch): void {
    const { life, ledger } = this;
    for (const entry of batch.entries) {
      const key = `${entry.stream} ${entry.id}`;
      if (this.seenInLife.has(key)) this.repeatedInOneLife++;
      this.seenInLife.add(key);
    }
    this.clock.after(this.random.next() * 20, () => {
      if (life !== this.life) return;
      for (const { frame } of batch.entries) {
        const payload = Buffer.from(frame).toString();
        this.handled.set(payload, (this.handled.get(payload) ?? 0) + 1);
      }
      this.acknowledge(batch, ledger);
    });
  }

  /** Until it is known: an acknowledgement that got lost is given again. */
  private acknowledge(batch: EntryBatch, ledger: ConsumerLedger): void {
    const stream = batch.entries[0]!.stream;
    const here = batch.entries.filter((entry) => entry.stream === stream);
    const rest = batch.entries.filter((entry) => entry.stream !== stream);
    const ids = here.map((entry) => entry.id);
    const again = (): void => {
      this.clock.after(
        25,
        () => ledger === this.ledger && this.acknowledge({ ...batch, entries: here }, ledger),
      );
    };
    const call = new CommandCall('XACK', [stream, 'g', ...ids], 'always', stream, integer, (outcome) => {
      if (outcome.status !== 'ok') again();
      else for (const id of ids) ledger.release(stream, id);
    });
    const lane = this.core.router.lane(stream, 'hot');
    if (lane.submit(call, this.clock.now() + 100) !== undefined) again();
    if (rest.length > 0) this.acknowledge({ ...batch, entries: rest }, ledger);
  }
}
