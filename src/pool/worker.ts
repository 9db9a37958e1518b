// What every worker thread runs: Piscina calls the default export for each message.
import { invoke, type Message, type WireReply } from './invoke.js';
import { lowerPriority } from './priority.js';

lowerPriority();

export default function work(message: Message): WireReply | Promise<WireReply> {
  return invoke(message);
}
