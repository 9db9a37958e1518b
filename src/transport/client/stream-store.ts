import { checkInteger } from '../../base/limits.js';
import { checkKey, checkName } from '../names.js';
import { type Outcome, ok } from '../outcome.js';
import { checkId, type StreamId } from '../stream-id.js';
import type {
  Argument,
  CallOptions,
  Entry,
  GroupInfo,
  PendingEntry,
  Reply,
  StreamInfo,
  StreamStore,
} from '../transport.js';
import { type Caller, mapOutcome } from './caller.js';
import {
  groupInfos,
  integer,
  list,
  lowestPending,
  okText,
  pairs,
  pendingEntries,
  streamEntries,
  streamInfo,
  text,
} from './replies.js';

/** Streams as stored objects, on the control lane. */
export class StreamStoreClient implements StreamStore {
  private readonly caller: Caller;

  constructor(caller: Caller) {
    this.caller = caller;
  }

  async info(key: string, options?: CallOptions): Promise<Outcome<StreamInfo | undefined>> {
    const outcome = await this.call('XINFO', key, ['STREAM', checkKey('key', key)], streamInfo, options);
    return missing(outcome) ? ok(undefined) : outcome;
  }

  async groups(key: string, options?: CallOptions): Promise<Outcome<readonly GroupInfo[]>> {
    const outcome = await this.call('XINFO', key, ['GROUPS', checkKey('key', key)], groupInfos, options);
    if (missing(outcome)) return ok([]);
    if (outcome.status !== 'ok') return outcome;
    const groups: GroupInfo[] = [];
    for (const group of outcome.value) {
      const low = await this.lowestPending(key, group.name, group.pending, options);
      if (low.status !== 'ok') return low;
      groups.push({ ...group, lowestPendingId: low.value });
    }
    return ok(groups);
  }

  private async lowestPending(
    key: string,
    group: string,
    pending: number,
    options?: CallOptions,
  ): Promise<Outcome<StreamId | undefined>> {
    if (pending === 0) return ok(undefined);
    return this.call('XPENDING', key, [key, group], lowestPending, options);
  }

  async range(
    key: string,
    from: StreamId | '-',
    to: StreamId | '+',
    count: number,
    options?: CallOptions,
  ): Promise<Outcome<readonly Entry[]>> {
    const args = [
      checkKey('key', key),
      from === '-' ? from : checkId('first', from),
      to === '+' ? to : checkId('last', to),
      'COUNT',
      checkInteger('count', count, 1),
    ];
    return this.call('XRANGE', key, args, (reply) => streamEntries(key, reply, 1).entries, options);
  }

  async pending(
    key: string,
    group: string,
    count: number,
    options?: CallOptions,
  ): Promise<Outcome<readonly PendingEntry[]>> {
    const args = [checkKey('key', key), checkName('group', group), '-', '+', checkInteger('count', count, 1)];
    return this.call('XPENDING', key, args, pendingEntries, options);
  }

  async trimBefore(key: string, minId: StreamId, options?: CallOptions): Promise<Outcome<number>> {
    const args = [checkKey('key', key), 'MINID', checkId('minId', minId)];
    return this.call('XTRIM', key, args, integer, options);
  }

  async createGroup(
    key: string,
    group: string,
    start: StreamId | '0' | '$',
    options?: CallOptions,
  ): Promise<Outcome<boolean>> {
    const from = start === '0' || start === '$' ? start : checkId('start', start);
    const args = ['CREATE', checkKey('key', key), checkName('group', group), from, 'MKSTREAM'];
    const outcome = await this.call('XGROUP', key, args, okText, options);
    if (outcome.status === 'rejected' && outcome.reply === 'BUSYGROUP') return ok(false);
    return mapOutcome(outcome, () => true);
  }

  async removeConsumer(
    key: string,
    group: string,
    consumer: string,
    options?: CallOptions,
  ): Promise<Outcome<boolean>> {
    const args = ['CONSUMERS', checkKey('key', key), checkName('group', group)];
    const consumers = await this.call('XINFO', key, args, pendingByConsumer, options);
    if (consumers.status !== 'ok') return consumers;
    if ((consumers.value.get(checkName('consumer', consumer)) ?? 0) > 0) return ok(false);
    const removal = ['DELCONSUMER', key, group, consumer];
    return mapOutcome(await this.call('XGROUP', key, removal, integer, options), () => true);
  }

  private call<T>(
    command: string,
    key: string,
    args: readonly Argument[],
    read: (reply: Reply) => T,
    options: CallOptions | undefined,
  ): Promise<Outcome<T>> {
    return this.caller.call({ lane: 'control', command, args, retry: 'always', key, read }, options);
  }
}

/** The stream does not exist. */
function missing(outcome: Outcome<unknown>): boolean {
  return outcome.status === 'rejected' && outcome.reason === 'no-group';
}

function pendingByConsumer(reply: Reply): Map<string, number> {
  return new Map(
    list(reply).map((item) => {
      const map = pairs(item);
      return [text(map.get('name') ?? null), integer(map.get('pending') ?? null)];
    }),
  );
}
