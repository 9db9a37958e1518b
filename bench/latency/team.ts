import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Targets } from '../support/peer.js';
import type { Role, Setup, Tasks } from './worker.js';

const program = fileURLToPath(new URL('./worker.js', import.meta.url));

type Argument<Name extends keyof Tasks> = Parameters<Tasks[Name]>[0];

/** One process, and how to ask it to do something. */
class Worker {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  #next = 0;

  constructor() {
    this.#child = fork(program, { serialization: 'advanced' });
    this.#child.on('message', ({ id, result }: { id: number; result: never }) => {
      this.#waiting.get(id)?.resolve(result);
      this.#waiting.delete(id);
    });
    this.#child.on('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`a worker ended: ${code ?? signal}`));
    });
  }

  ask<Name extends keyof Tasks>(task: Name, argument?: Argument<Name>): Promise<ReturnType<Tasks[Name]>> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, task, argument });
    });
  }

  async end(): Promise<void> {
    await this.ask('close').catch(() => {});
    this.#child.disconnect();
  }
}

/** The two processes of one arm. */
export class Team {
  readonly name: string;
  readonly #workers: Readonly<Record<Role, Worker>>;

  private constructor(name: string) {
    this.name = name;
    this.#workers = { sender: new Worker(), receiver: new Worker() };
  }

  static async open(
    arm: string,
    targets: Targets,
    setup: Partial<Setup> & { name?: string } = {},
  ): Promise<Team> {
    const team = new Team(setup.name ?? arm);
    await team.receiver.ask('open', { ...setup, arm, role: 'receiver', targets });
    await team.sender.ask('open', { ...setup, arm, role: 'sender', targets });
    return team;
  }

  get sender(): Worker {
    return this.#workers.sender;
  }

  get receiver(): Worker {
    return this.#workers.receiver;
  }

  /** So much work that the code is compiled as in an engine that has run for a while. */
  async warmUp(): Promise<void> {
    for (let i = 0; i < 10; i++) {
      await this.oneWay(2_000, 1_000);
      await this.sender.ask('requestAll', { count: 500, inFlight: 1 });
    }
  }

  /** us from when each trade was due to its handler in the other process. */
  async oneWay(perSecond: number, count: number): Promise<Float64Array> {
    const latencies = this.receiver.ask('latencies', { count });
    await this.sender.ask('send', { perSecond, count });
    return latencies;
  }

  /** us of processor time of both processes since the last time. */
  async processor(): Promise<number> {
    const [one, other] = await Promise.all([this.sender.ask('processor'), this.receiver.ask('processor')]);
    return one + other;
  }

  async close(): Promise<void> {
    await Promise.all([this.sender.end(), this.receiver.end()]);
  }
}
