import { DualbusError } from '../base/errors.js';
import type { Rejected, RejectedReason, TimeoutCause, Unknown, UnknownReason } from './outcome.js';

/** A call that was not executed and never will be. `code` is `DUALBUS_REJECTED_` and the reason. */
export class CallRejected extends DualbusError {
  readonly outcome = 'rejected';
  readonly bus: string;
  readonly operation: string;
  readonly reason: RejectedReason;
  readonly timeoutCause: TimeoutCause | undefined;

  constructor(result: Rejected, bus: string, operation: string) {
    super(
      code('REJECTED', result.reason),
      `${bus}: ${operation} was not executed: ${describe(result)}. ${rejectedAdvice[result.reason]}`,
    );
    this.bus = bus;
    this.operation = operation;
    this.reason = result.reason;
    this.timeoutCause = result.cause;
  }
}

/** A call of which nobody can say whether it was executed. `code` is `DUALBUS_UNKNOWN_` and the reason. */
export class OutcomeUnknown extends DualbusError {
  readonly outcome = 'unknown';
  readonly bus: string;
  readonly operation: string;
  readonly reason: UnknownReason;
  readonly timeoutCause: TimeoutCause | undefined;

  constructor(result: Unknown, bus: string, operation: string) {
    super(
      code('UNKNOWN', result.reason),
      `${bus}: ${operation} may or may not have been executed: ${describe(result)}.`,
    );
    this.bus = bus;
    this.operation = operation;
    this.reason = result.reason;
    this.timeoutCause = result.cause;
  }
}

/** Why a connection could not be made or went away. */
export type ConnectionCause =
  | 'refused'
  | 'reset'
  | 'ended'
  | 'unreachable'
  | 'handshake-timeout'
  | 'silent' // bytes owed and none read for too long
  | 'desync' // a reply that answers nothing we asked, or garbage
  | 'authentication'
  | 'permission'
  | 'tls'
  | 'sentinel'
  | 'not-master'
  | 'closed';

/** The first connections to a server could not be made. `code` is `DUALBUS_CONNECT_` and the cause. */
export class ConnectFailed extends DualbusError {
  readonly bus: string;
  readonly reason: ConnectionCause;

  constructor(bus: string, where: string, reason: ConnectionCause, detail: string) {
    super(
      code('CONNECT', reason),
      `${bus}: no connection to ${where}: ${detail || reason}. ${connectAdvice[reason]}`,
    );
    this.bus = bus;
    this.reason = reason;
  }
}

/** The server has a setting under which data can be lost, or is too old. Connecting refuses unless told to degrade. */
export class UnsafeServer extends DualbusError {
  readonly bus: string;
  readonly setting: string;

  constructor(bus: string, setting: string, found: string, advice: string) {
    super('DUALBUS_UNSAFE_SERVER', `${bus}: ${setting} is ${found}. ${advice}`);
    this.bus = bus;
    this.setting = setting;
  }
}

/** An operation on a transport, stream or reader that was closed. */
export class TransportClosed extends DualbusError {
  constructor(bus: string, what: string) {
    super('DUALBUS_TRANSPORT_CLOSED', `${bus}: ${what} is closed`);
  }
}

/** A reader met an error that trying again cannot mend, such as a missing permission. */
export class ReaderFailed extends DualbusError {
  readonly bus: string;
  readonly reason: RejectedReason | UnknownReason;

  constructor(bus: string, what: string, reason: RejectedReason | UnknownReason) {
    super('DUALBUS_READER_FAILED', `${bus}: ${what} stopped: ${reason}`);
    this.bus = bus;
    this.reason = reason;
  }
}

function code(kind: string, reason: string): string {
  return `DUALBUS_${kind}_${reason.replaceAll('-', '_').toUpperCase()}`;
}

function describe(result: Rejected | Unknown): string {
  const parts: string[] = [result.reason];
  if (result.reply !== undefined && result.reply !== '') parts.push(`(${result.reply})`);
  if (result.cause !== undefined) parts.push(`(${result.cause})`);
  return parts.join(' ');
}

const rejectedAdvice: Readonly<Record<RejectedReason, string>> = {
  backpressure: 'Wait for ready() before sending more.',
  'not-sent': 'Its deadline passed before it could be written.',
  disconnected: 'The server cannot be reached; reconnection goes on in the background.',
  aborted: 'Its AbortSignal fired before it was written.',
  closed: 'Open a new transport.',
  overtaken: 'A later frame of the stream is stored already.',
  'no-memory': 'Give the server more memory, or trim: readers go on and free it.',
  'read-only': 'The server is a replica; the master is looked for.',
  loading: 'The server reads its data set; try again.',
  'no-permission': 'Give the ACL user this command, key or channel.',
  'no-authentication': 'Check user name and password, or the credentials provider.',
  'no-replicas': 'Too few replicas are connected to the server.',
  'no-persistence': 'The server cannot save to disk and stops writes.',
  'no-group': 'The stream or its group is gone.',
  'wrong-type': 'The key holds another type.',
  busy: 'A script blocks the server.',
  cluster: 'The cluster is changing or incomplete; try again.',
  invalid: 'The server does not take this command or argument.',
};

const connectAdvice: Readonly<Record<ConnectionCause, string>> = {
  refused: 'Is redis-server running, and is this its port?',
  reset: 'The server closed the connection: a TLS port spoken to in plain text looks like this.',
  ended: 'The server closed the connection at once: is maxclients reached?',
  unreachable: 'Check host name, network and firewall.',
  'handshake-timeout':
    'It accepts connections but does not answer: a frozen server, or TLS spoken to a plain port.',
  silent: 'The server stopped answering.',
  desync: 'Something that does not speak the Redis protocol answers there.',
  authentication: 'Check user name and password.',
  permission: 'The ACL user needs at least PING, HELLO and one of ROLE or INFO.',
  tls: 'Check the certificate authority, the host name in the certificate and its dates.',
  sentinel: 'No sentinel could name the master.',
  'not-master': 'The server is a replica: connect to its master, or through Sentinel.',
  closed: 'The transport was closed meanwhile.',
};
