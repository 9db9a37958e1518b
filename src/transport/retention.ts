import { checkInteger, checkMilliseconds } from '../base/limits.js';
import { compareIds, firstId, idAfter, laterId, type StreamId } from './stream-id.js';
import type { GroupInfo } from './transport.js';

export interface RetentionPolicy {
  /** Entries older than this are cut even when nobody has read them. */
  readonly ceilingAgeMs: number;
  /** The same for what exceeds so many bytes of frames. */
  readonly ceilingBytes: number;
  /** A group that moved nothing for so long while it had something to do stops holding entries back. */
  readonly silentGroupMs: number;
  /** Entries younger than this stay even when all groups have acknowledged them, for replay. */
  readonly keepMs: number;
}

export const defaultRetention: RetentionPolicy = {
  ceilingAgeMs: 3_600_000,
  ceilingBytes: 256 * 1024 * 1024,
  silentGroupMs: 3_600_000,
  keepMs: 0,
};

/** Trim everything before `before`. What the trim removes was not acknowledged by the groups of `unreadBy`. */
export interface TrimStep {
  readonly before: StreamId;
  readonly reason: 'acknowledged' | 'silent-group' | 'ceiling';
  readonly unreadBy: readonly string[];
}

interface Mark {
  readonly id: StreamId;
  /** Bytes appended up to and with this entry. */
  readonly total: number;
}

interface Progress {
  readonly state: string;
  readonly since: number;
}

const markBytes = 64 * 1024;

/**
 * Decides what the owner of a stream removes: all that every living group has acknowledged, and beyond that what exceeds
 * the ceilings. Cuts into unread entries come as separate steps at each group's place, so that the reply of each trim is
 * the exact count of entries that those groups lost.
 */
export class RetentionPlanner {
  private readonly policy: RetentionPolicy;
  private readonly progress = new Map<string, Progress>();
  private marks: Mark[] = [];
  private total = 0;
  private trimmedTo: StreamId = firstId;

  constructor(policy: Partial<RetentionPolicy> = {}) {
    this.policy = { ...defaultRetention, ...policy };
    checkMilliseconds('ceilingAgeMs', this.policy.ceilingAgeMs, 1, Number.MAX_SAFE_INTEGER);
    checkInteger('ceilingBytes', this.policy.ceilingBytes, 1);
    checkMilliseconds('silentGroupMs', this.policy.silentGroupMs, 1, Number.MAX_SAFE_INTEGER);
    checkMilliseconds('keepMs', this.policy.keepMs, 0, Number.MAX_SAFE_INTEGER);
  }

  /** Notes a stored frame. */
  appended(id: StreamId, bytes: number): void {
    this.total += bytes;
    const last = this.marks.at(-1);
    if (last === undefined || this.total - last.total >= markBytes)
      this.marks.push({ id, total: this.total });
  }

  /** The trims to do now, in their order. `now` is monotonic, `wallMs` is UTC as in entry ids. */
  plan(groups: readonly GroupInfo[], wallMs: number, now: number): TrimStep[] {
    const places = groups.map((group) => ({
      name: group.name,
      floor: floorOf(group),
      living: this.isLiving(group, now),
    }));
    places.sort((a, b) => compareIds(a.floor, b.floor));
    const slowest = places.find(({ living }) => living)?.floor;
    const young = idOfMs(wallMs - this.policy.keepMs);
    const released = slowest === undefined ? firstId : earlier(slowest, young);
    const ceiling = laterId(idOfMs(wallMs - this.policy.ceilingAgeMs), this.byteFloor());
    const end = laterId(ceiling, released);
    const steps: TrimStep[] = [];
    const unreadBy: string[] = [];
    const lossy = compareIds(ceiling, released) > 0 ? 'ceiling' : 'silent-group';
    // One step up to each group's place, so that each count belongs to a known set of groups.
    for (const { name, floor } of places) {
      if (compareIds(floor, end) >= 0) break;
      this.step(steps, floor, unreadBy.length === 0 ? 'acknowledged' : lossy, unreadBy);
      unreadBy.push(name);
    }
    const clean = unreadBy.length === 0 && lossy !== 'ceiling';
    this.step(steps, end, clean ? 'acknowledged' : lossy, unreadBy);
    this.forgetMarks();
    return steps;
  }

  private step(
    steps: TrimStep[],
    before: StreamId,
    reason: TrimStep['reason'],
    unreadBy: readonly string[],
  ): void {
    if (compareIds(before, this.trimmedTo) <= 0) return;
    this.trimmedTo = before;
    steps.push({ before, reason, unreadBy: [...unreadBy] });
  }

  /** Whether the group moved lately, or has nothing to do. */
  private isLiving(group: GroupInfo, now: number): boolean {
    const state = `${group.lastDeliveredId} ${group.lowestPendingId} ${group.pending}`;
    let known = this.progress.get(group.name);
    if (known?.state !== state) {
      known = { state, since: now };
      this.progress.set(group.name, known);
    }
    const idle = group.pending === 0 && group.lag === 0;
    return idle || now - known.since < this.policy.silentGroupMs;
  }

  /** The first entry within the byte ceiling. */
  private byteFloor(): StreamId {
    const limit = this.total - this.policy.ceilingBytes;
    if (limit <= 0) return firstId;
    let floor = firstId;
    for (const mark of this.marks) {
      if (mark.total > limit) break;
      floor = idAfter(mark.id);
    }
    return floor;
  }

  private forgetMarks(): void {
    const keep = this.marks.findIndex(({ id }) => compareIds(id, this.trimmedTo) >= 0);
    this.marks = keep < 0 ? this.marks.slice(-1) : this.marks.slice(Math.max(0, keep - 1));
  }
}

/** The first entry that the group has not acknowledged. */
function floorOf(group: GroupInfo): StreamId {
  return group.lowestPendingId ?? idAfter(group.lastDeliveredId);
}

function earlier(a: StreamId, b: StreamId): StreamId {
  return compareIds(a, b) <= 0 ? a : b;
}

function idOfMs(wallMs: number): StreamId {
  return `${Math.max(0, Math.floor(wallMs))}-0`;
}
