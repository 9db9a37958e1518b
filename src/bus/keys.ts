// The names of everything that a DualBus keeps on its servers. Instance names have no slash, so nothing can collide.

import type { BusName } from '../codec/index.js';

/** The streams of one partition of a topic share a Cluster slot; what belongs to the whole topic lies with the first. */
function topicTag(namespace: string, bus: string, topic: string, partition = 0): string {
  return `{${namespace}:${bus}:${topic}:${partition}}`;
}

/** The stream of one owner. */
export function streamKey(
  namespace: string,
  bus: BusName,
  topic: string,
  instance: string,
  partition = 0,
): string {
  return `${topicTag(namespace, bus, topic, partition)}:${instance}`;
}

/** The topic of a stream. */
export function topicOf(stream: string): string {
  return stream.split(':', 3)[2] ?? '';
}

/** What an instance calls its stream: the topic, and the partition unless it is the first. */
export function placeOf(stream: string): string {
  const partition = partitionOf(stream);
  return partition === '0' ? topicOf(stream) : `${topicOf(stream)}:${partition}`;
}

/** The stream that an instance calls so. */
export function streamAt(namespace: string, bus: BusName, place: string, instance: string): string {
  const [topic, partition] = place.split(':');
  return streamKey(namespace, bus, topic!, instance, Number(partition ?? 0));
}

/** The partition of a stream. */
export function partitionOf(stream: string): string {
  return stream.slice(0, stream.indexOf('}')).split(':', 4)[3] ?? '';
}

/** The instance that owns a stream. */
export function ownerOf(stream: string): string {
  return stream.slice(stream.indexOf('}:') + 2);
}

/** The set of all streams of a topic. */
export function streamsKey(namespace: string, bus: BusName, topic: string): string {
  return `${topicTag(namespace, bus, topic)}/streams`;
}

/** The channel on which new streams of a topic are announced. */
export function streamsChannel(namespace: string, bus: BusName, topic: string): string {
  return `${topicTag(namespace, bus, topic)}/announce`;
}

/** The groups that ever read a topic. */
export function groupsKey(namespace: string, bus: BusName, topic: string): string {
  return `${topicTag(namespace, bus, topic)}/groups`;
}

/** The hash in which the consumers of a group show that they live. */
export function consumersKey(namespace: string, bus: BusName, group: string): string {
  return `{${namespace}:${bus}}/consumers/${group}`;
}

/** Where a consumer puts the messages that its group cannot handle. */
export function deadLetterKey(
  namespace: string,
  bus: string,
  topic: string,
  group: string,
  instance: string,
): string {
  return `${topicTag(namespace, bus, topic)}/dead/${group}/${instance}`;
}

export function instanceKey(namespace: string, instance: string): string {
  return `{${namespace}}/instance/${instance}`;
}

export function epochsKey(namespace: string): string {
  return `{${namespace}}/epochs`;
}

export function instrumentsKey(namespace: string): string {
  return `{${namespace}}/instruments`;
}

export function inboxChannel(namespace: string, instance: string): string {
  return `{${namespace}}/inbox/${instance}`;
}

export function beaconChannel(namespace: string): string {
  return `{${namespace}}/beacons`;
}

export function rosterKey(namespace: string): string {
  return `{${namespace}}/roster`;
}

/** The hash of messages that are being handled for the second time or more. */
export function attemptsKey(namespace: string, bus: BusName, group: string): string {
  return `{${namespace}:${bus}}/attempts/${group}`;
}

export function checkpointKey(namespace: string, name: string, instance: string): string {
  return `{${namespace}}/checkpoint/${name}/${instance}`;
}
