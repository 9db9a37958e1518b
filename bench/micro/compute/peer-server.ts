// Runs kernels for scripts/peers-compute.py, which times other libraries in turns with them: one JSON request a line on
// standard input, one answer a line on standard output. Panels are files of f64, kept once they were read.
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { kernels } from '#dualbus/compute/kernels.js';
import { newPanel, type Panel } from '#dualbus/compute/panel.js';

interface Request {
  readonly kernel: keyof typeof kernels;
  readonly args: object;
  readonly inputs: readonly string[];
  readonly rows: number;
  readonly cols: number;
  /** Where the values go, which are not timed then. */
  readonly write?: string;
  /** Whether the result is new memory instead of the same again. */
  readonly fresh?: boolean;
  /** Rows a push, one stream over all of them, instead of one batch. */
  readonly stream?: number;
}

type AnyKernel = {
  runSync(inputs: readonly Panel[], args: object, options: { out?: Panel }): Panel;
  stream(cols: number, args: object): { push(inputs: readonly Panel[], out?: Panel): Panel };
};

const read = new Map<string, Panel>();
const results = new Map<string, Panel>();

function inputOf(path: string, rows: number, cols: number): Panel {
  let panel = read.get(path);
  if (!panel) {
    const bytes = readFileSync(path);
    const data = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
    panel = { data, rows, cols, rowStride: cols };
    read.set(path, panel);
  }
  return panel;
}

function resultOf(rows: number, cols: number): Panel {
  const key = `${rows} x ${cols}`;
  const panel = results.get(key) ?? newPanel(rows, cols);
  results.set(key, panel);
  return panel;
}

/** Seconds of this process' time. */
function timed(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function answer({ kernel, args, inputs: paths, rows, cols, write, fresh, stream }: Request): number {
  const any = kernels[kernel] as unknown as AnyKernel;
  const inputs = paths.map((path) => inputOf(path, rows, cols));
  if (stream !== undefined) return timed(() => pushRows(any, args, inputs, stream));
  const out = fresh ? undefined : resultOf(rows, cols);
  const seconds = timed(() => any.runSync(inputs, args, out ? { out } : {}));
  if (write !== undefined) writeFileSync(write, resultOf(rows, cols).data);
  return seconds;
}

function pushRows(kernel: AnyKernel, args: object, inputs: readonly Panel[], size: number): void {
  const { rows, cols } = inputs[0]!;
  const stream = kernel.stream(cols, args);
  const out = newPanel(size, cols);
  for (let r = 0; r + size <= rows; r += size) {
    const part = (panel: Panel) => ({ ...panel, rows: size, data: panel.data.subarray(r * cols) });
    stream.push(inputs.map(part), out);
  }
}

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line) as Request))}\n`);
