// What every worker thread runs: Piscina calls the default export for each message.
import { type Call, invoke, type Reply } from './invoke.js';
import { lowerPriority } from './priority.js';

lowerPriority();

export default function work(call: Call): Reply | Promise<Reply> {
  return invoke(call);
}
