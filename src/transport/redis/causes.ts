import type { ConnectionCause } from '../errors.js';

interface Failure {
  readonly cause: ConnectionCause;
  /** A code or the first word of a reply; never a text that could quote a secret. */
  readonly detail: string;
}

const byCode: Readonly<Record<string, ConnectionCause>> = {
  ECONNREFUSED: 'refused',
  ENOENT: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EACCES: 'unreachable',
  EPROTO: 'tls',
};

const tlsCode = /^(ERR_(TLS|SSL|OSSL)|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA)/;

/** Why a connection failed, read from the error that ioredis or the socket gave. */
export function explain(error: Error | undefined): Failure {
  if (error === undefined) return { cause: 'ended', detail: '' };
  const code = 'code' in error ? String(error.code) : '';
  if (code !== '') {
    const cause = byCode[code] ?? (tlsCode.test(code) ? 'tls' : 'ended');
    return { cause, detail: code };
  }
  return byMessage(error.message);
}

function byMessage(message: string): Failure {
  const word = /^[A-Z]+/.exec(message)?.[0] ?? '';
  if (word === 'WRONGPASS' || word === 'NOAUTH' || /^ERR .*AUTH/.test(message))
    return { cause: 'authentication', detail: word };
  if (word === 'NOPERM') return { cause: 'permission', detail: word };
  if (message.startsWith('All sentinels')) return { cause: 'sentinel', detail: 'no sentinel answered' };
  if (/^(Unknown RESP type|Command queue state|Unexpected)/.test(message))
    return { cause: 'desync', detail: 'not the Redis protocol' };
  return { cause: 'ended', detail: word };
}

/** Whether the error means that replies and commands are out of step, so that the connection must go at once. */
export function isDesync(error: Error): boolean {
  return explain(error).cause === 'desync' || error.message.endsWith('Please report this.');
}
