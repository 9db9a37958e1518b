import type { SimulatedClock } from '../../../src/base/simulated-clock.js';
import { AppendStream } from '../../../src/transport/client/append-stream.js';
import type { Core } from '../../../src/transport/client/core.js';
import type { Outcome } from '../../../src/transport/outcome.js';
import type { StreamId } from '../../../src/transport/stream-id.js';
import type { SeededRandom } from './random.js';

export interface Sent {
  readonly payload: string;
  readonly due: number;
  outcome: Outcome<StreamId> | undefined;
  settledAt: number;
  settlements: number;
}

/** A producer with one owned stream that remembers what it sent and what it was told. */
export class SimulatedProducer {
  readonly key: string;
  readonly sent: Sent[] = [];
  private readonly stream: AppendStream;
  private readonly clock: SimulatedClock;
  private readonly random: SeededRandom;

  constructor(key: string, core: Core, clock: SimulatedClock, random: SeededRandom) {
    this.key = key;
    this.clock = clock;
    this.random = random;
    this.stream = new AppendStream(key, {
      clock,
      random: random.next,
      lane: () => core.router.lane(key, 'hot'),
      laneAt: (node) => core.router.laneAt(node, 'hot'),
      onRedirected: () => {},
      emit: (event) => core.emit(event),
    });
  }

  /** Offers frames in a burst; some carry a signal that fires soon. */
  burst(count: number): void {
    for (let i = 0; i < count; i++) {
      const sent: Sent = {
        payload: `${this.key} ${this.sent.length}`,
        due: this.clock.now() + 5 + this.random.next() * 95,
        outcome: undefined,
        settledAt: 0,
        settlements: 0,
      };
      this.sent.push(sent);
      const signal = this.random.chance(0.02) ? this.signal() : undefined;
      const settle = (outcome: Outcome<StreamId>): void => {
        sent.outcome = outcome;
        sent.settledAt = this.clock.now();
        sent.settlements++;
      };
      const refused = this.stream.offer(Buffer.from(sent.payload), false, sent.due, signal, settle);
      if (refused !== undefined) settle(refused);
    }
  }

  private signal(): AbortSignal {
    const controller = new AbortController();
    this.clock.after(this.random.next() * 30, () => controller.abort('given up'));
    return controller.signal;
  }
}
