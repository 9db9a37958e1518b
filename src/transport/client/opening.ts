import type { Clock, Timer } from '../../base/clock.js';
import { ConnectFailed, type ConnectionCause } from '../errors.js';
import type { Lane } from './lane.js';
import type { Router } from './router.js';

/** Causes that trying again does not mend. */
const permanent: ReadonlySet<ConnectionCause> = new Set(['authentication', 'permission', 'tls', 'closed']);

function hopeless({ link }: Lane): boolean {
  return link.state === 'down' && link.lastCause !== undefined && permanent.has(link.lastCause);
}

/** Waits for lanes to open, and says why when they do not. */
export class Opening {
  private readonly pending = new Map<Lane, () => void>();
  private readonly clock: Clock;
  private readonly bus: string;
  private readonly where: string;

  constructor(clock: Clock, bus: string, where: string) {
    this.clock = clock;
    this.bus = bus;
    this.where = where;
  }

  /** Resolves when the router knows its servers; throws ConnectFailed on a permanent cause, or after `timeoutMs`. */
  begin(router: Router, timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        timer.cancel();
        for (const lane of router.lanes()) this.pending.delete(lane);
      };
      const fail = (lane: Lane): void => {
        end();
        reject(this.failure(lane));
      };
      const first = (): Lane => router.lanes()[Symbol.iterator]().next().value!;
      const timer = this.clock.after(timeoutMs, () => fail(first()));
      router.start(() => {
        end();
        resolve();
      });
      for (const lane of router.lanes())
        this.pending.set(lane, () => {
          if ([...router.lanes()].every(hopeless)) fail(lane);
        });
    });
  }

  /** Resolves when all lanes are open; throws ConnectFailed on a permanent cause, or after `timeoutMs`. */
  wait(lanes: readonly Lane[], timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      let timer: Timer | undefined;
      const end = (error?: ConnectFailed): void => {
        timer?.cancel();
        for (const lane of lanes) this.pending.delete(lane);
        if (error === undefined) resolve();
        else reject(error);
      };
      const check = (): void => {
        const failed = lanes.find(
          (lane) => permanent.has(lane.link.lastCause!) && lane.link.state === 'down',
        );
        if (failed !== undefined) end(this.failure(failed));
        else if (lanes.every((lane) => lane.link.state === 'open')) end();
      };
      for (const lane of lanes) this.pending.set(lane, check);
      timer = this.clock.after(timeoutMs, () =>
        end(this.failure(lanes.find((l) => l.link.state !== 'open')!)),
      );
      check();
    });
  }

  changed(lane: Lane): void {
    this.pending.get(lane)?.();
  }

  private failure(lane: Lane): ConnectFailed {
    const cause = lane.link.lastCause ?? 'handshake-timeout';
    return new ConnectFailed(this.bus, this.where, cause, lane.link.lastDetail);
  }
}
