// Writes expected values of every kernel, computed by the reference, for test/native/golden_test.cc.
// Bundled and run by golden.mjs; the only argument is the file to write.
import { writeFileSync } from 'node:fs';
import { firstStep, outputShapeOf } from '#dualbus/compute/call.js';
import type { KernelSpec, KernelStep } from '#dualbus/compute/kernel.js';
import { kernels } from '#dualbus/compute/kernels.js';
import { nativeArguments } from '#dualbus/compute/native/arguments.js';
import { toleranceOf } from '#dualbus/compute/tolerance.js';
import { randomInputs } from '../compute/support/compare.js';
import { type Character, characters, type PanelShape, randomPanel } from '../compute/support/panels.js';

const shapes: PanelShape[] = [
  { rows: 1, cols: 1 },
  { rows: 37, cols: 3, gap: 2 },
  { rows: 9, cols: 66 },
  { rows: 150, cols: 1 },
];

/** Little-endian: see `read_case` in golden_test.cc. */
function record(spec: KernelSpec<object>, step: KernelStep): Buffer[] {
  const { state } = step;
  const { args, reals } = nativeArguments(spec.name, step);
  const { absolute, relative } = toleranceOf(spec.name, 'f64');
  const panels = [...step.inputs, step.output];
  const name = Buffer.alloc(32);
  name.write(spec.name);
  const sizes = [step.rows, step.cols, args.length, reals.length, state.length, step.inputs.length];
  const strides = panels.map(({ rowStride }) => rowStride);
  return [
    name,
    bytes(Uint32Array.from([...sizes, ...strides])),
    bytes(args),
    bytes(Float64Array.of(absolute, relative)),
    bytes(reals),
    bytes(state),
    ...panels.map(({ data }) => bytes(data)),
  ];
}

function bytes(values: Uint32Array | Float64Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

function cases(): Buffer[] {
  const out: Buffer[] = [];
  let seed = 1;
  for (const { spec: any } of Object.values(kernels)) {
    const spec = any as unknown as KernelSpec<object>;
    for (const shape of shapes)
      for (const character of Object.keys(characters) as Character[]) {
        for (const args of spec.examples) {
          const encoded = spec.encode(args);
          const inputs = randomInputs(spec, args, shape, character, seed);
          const { rows, cols } = outputShapeOf(spec, encoded, shape.rows, shape.cols);
          const output = randomPanel({ rows, cols, gap: 1 }, 'ties', seed++);
          const step = firstStep(spec, encoded, inputs, output);
          spec.step(step);
          out.push(...record(spec, step));
        }
        seed += 50;
      }
  }
  return out;
}

writeFileSync(process.argv[2]!, Buffer.concat(cases()));
