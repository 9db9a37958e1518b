import { InvalidArgument } from '../base/errors.js';

const none: ReadonlySet<SharedArrayBuffer> = new Set();
/** How deep columns may nest: batches of columns, and panels in lists. */
const maxDepth = 4;

/**
 * The buffers of all arrays in `columns`, each once.
 *
 * @throws InvalidArgument naming an array that threads cannot share.
 */
export function sharedBuffers(columns: unknown): ReadonlySet<SharedArrayBuffer> {
  if (columns === undefined) return none;
  const buffers = new Set<SharedArrayBuffer>();
  collect(columns, 'columns', 0, buffers);
  return buffers;
}

function collect(value: unknown, path: string, depth: number, buffers: Set<SharedArrayBuffer>): void {
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof SharedArrayBuffer) buffers.add(value);
  else if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    const buffer = ArrayBuffer.isView(value) ? value.buffer : value;
    if (!(buffer instanceof SharedArrayBuffer))
      throw new InvalidArgument(
        path,
        'is not in shared memory: take arrays from pool.arena, or copy with pool.arena.share()',
      );
    buffers.add(buffer);
  } else if (depth < maxDepth)
    for (const [name, member] of Object.entries(value))
      collect(member, `${path}.${name}`, depth + 1, buffers);
}
