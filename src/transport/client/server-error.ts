import type { RejectedReason } from '../outcome.js';

/** What to do about an error reply, beside telling the caller. */
export type Remedy =
  | 'none'
  | 'later' // the same server will take it soon
  | 'reconnect' // this server is the wrong one now
  | 'redirect' // another server of the cluster has the key
  | 'id-taken'; // XADD: the stream has a later id

export interface Refusal {
  /** Undefined when the reply does not prove that the command was not executed. */
  readonly reason: RejectedReason | undefined;
  readonly remedy: Remedy;
  /** The first word of the reply. The rest can quote arguments and is dropped. */
  readonly word: string;
  /** Where a MOVED or ASK points to, as `host:port`. */
  readonly node: string | undefined;
}

type Rule = readonly [reason: RejectedReason | undefined, remedy: Remedy];

/** Error replies that prove non-execution of a single command, by their first word. */
const byWord: Readonly<Record<string, Rule>> = {
  MOVED: ['cluster', 'redirect'],
  ASK: ['cluster', 'redirect'],
  TRYAGAIN: ['cluster', 'later'],
  CLUSTERDOWN: ['cluster', 'later'],
  CROSSSLOT: ['cluster', 'none'],
  LOADING: ['loading', 'later'],
  READONLY: ['read-only', 'reconnect'],
  MASTERDOWN: ['read-only', 'reconnect'],
  NOREPLICAS: ['no-replicas', 'later'],
  MISCONF: ['no-persistence', 'none'],
  OOM: ['no-memory', 'none'],
  NOAUTH: ['no-authentication', 'reconnect'],
  WRONGPASS: ['no-authentication', 'none'],
  NOPERM: ['no-permission', 'none'],
  WRONGTYPE: ['wrong-type', 'none'],
  BUSY: ['busy', 'later'],
  NOGROUP: ['no-group', 'none'],
  UNBLOCKED: ['no-group', 'none'],
  BUSYGROUP: ['invalid', 'none'],
  NOPROTO: ['invalid', 'none'],
  EXECABORT: ['invalid', 'none'],
};

/** The same for replies that begin with ERR only, by their text. */
const byText: readonly (readonly [pattern: RegExp, rule: Rule])[] = [
  [/^ERR The ID specified in XADD is equal or smaller/, ['overtaken', 'id-taken']],
  [/^ERR The XGROUP subcommand requires the key to exist/, ['no-group', 'none']],
  [/^ERR no such key/, ['no-group', 'none']],
  [
    /^ERR (unknown|wrong number|syntax|invalid|value is not|Protocol|DB index|SELECT is not)/i,
    ['invalid', 'none'],
  ],
];

/** Classifies an error reply by what it proves. */
export function classifyError(text: string): Refusal {
  const word = /^[A-Z][A-Z0-9]*/.exec(text)?.[0] ?? 'ERR';
  const rule =
    byWord[word] ?? byText.find(([pattern]) => pattern.test(text))?.[1] ?? ([undefined, 'none'] as const);
  const node = rule[1] === 'redirect' ? text.split(' ')[2] : undefined;
  return { reason: rule[0], remedy: rule[1], word, node };
}
