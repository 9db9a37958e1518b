import type { Reply } from '../transport.js';
import { Call, MalformedReply } from './call.js';
import type { Refusal } from './server-error.js';

/** A command that a link sends for itself: no deadline, no admission, never written twice. */
abstract class Probe extends Call<void> {
  readonly args: readonly string[];
  readonly bytes = 0;

  constructor(command: string, args: readonly string[]) {
    super(command, 'unless-written', undefined, () => {});
    this.args = args;
  }

  protected parse(): void {}

  override refused(_refusal: Refusal): boolean {
    return true;
  }

  override returned(): boolean {
    return true;
  }
}

/** PING with a text of its own, so that an answer to something else is noticed. */
export class PingCall extends Probe {
  private readonly text: string;
  private readonly onPong: () => void;

  constructor(nonce: number, onPong: () => void) {
    const text = nonce.toFixed(3);
    super('PING', [text]);
    this.text = text;
    this.onPong = onPong;
  }

  override answered(reply: Reply): void {
    if (!(reply instanceof Buffer) || reply.toString('latin1') !== this.text)
      throw new MalformedReply('PING');
    this.onPong();
  }
}

export type RoleFound = 'master' | 'other' | 'refused' | 'loading';

/** Asks for the role by ROLE, or by INFO where the user may not ask ROLE. */
export class RoleCheck extends Probe {
  private readonly onFound: (role: RoleFound) => void;

  constructor(command: 'ROLE' | 'INFO', onFound: (role: RoleFound) => void) {
    super(command, command === 'INFO' ? ['replication'] : []);
    this.onFound = onFound;
  }

  override answered(reply: Reply): void {
    const role = this.command === 'ROLE' ? roleOf(reply) : roleInInfo(reply);
    if (role === undefined) throw new MalformedReply(this.command);
    this.onFound(role === 'master' ? 'master' : 'other');
  }

  override refused(refusal: Refusal): boolean {
    this.onFound(refusal.reason === 'loading' ? 'loading' : 'refused');
    return true;
  }
}

function roleOf(reply: Reply): string | undefined {
  const role = Array.isArray(reply) ? reply[0] : undefined;
  return role instanceof Buffer ? role.toString('latin1') : undefined;
}

function roleInInfo(reply: Reply): string | undefined {
  if (!(reply instanceof Buffer)) return undefined;
  return /^role:(\w+)/m.exec(reply.toString('latin1'))?.[1];
}

/** Precedes a command that an ASK sent to another server of the cluster. */
export class AskingCall extends Probe {
  constructor() {
    super('ASKING', []);
  }

  override answered(): void {}
}
