import { BackendUnavailable, HalfRangeExceeded } from './errors.js';
import { productWith, transposed } from './gram.js';
import { expectHalf, largestHalf } from './half-precision.js';
import { CoreModel, gramBlock } from './native/core-model.js';
import { coremlBackend } from './native/coreml-backend.js';
import { switchedOff, switchOff, verifyLater } from './self-test.js';

const mostModels = 8;
/** By number of columns, the one used last at the end. */
const models = new Map<number, Promise<CoreModel>>();

/**
 * x'x of whole rows in Core ML: each block of 128 rows is one product in f16, the blocks are added in f64.
 * @param rows standardised values, (rows, columns); must not change meanwhile
 * @throws BackendUnavailable, also after a self-test that disagreed; HalfRangeExceeded when a value leaves the range of
 * f16; ModelFailed; DeviceBusy; the reason of `signal`
 */
export async function gramOnCoreml(
  rows: Float32Array,
  columns: number,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const model = await modelFor(columns);
  const { out } = await model.run(rows, largestHalf, signal);
  return out as Float64Array;
}

/** Runs one product through Core ML, the first time only: whether it agrees with f64. */
export function verifyGram(): Promise<boolean> {
  return verifyLater(coremlBackend, 'gram', async () => disagreement(await CoreModel.openGram(24), 24));
}

function modelFor(columns: number): Promise<CoreModel> {
  const model = models.get(columns) ?? openChecked(columns);
  models.delete(columns);
  models.set(columns, model);
  model.catch(() => models.delete(columns));
  if (models.size > mostModels) models.delete(models.keys().next().value!);
  return model;
}

async function openChecked(columns: number): Promise<CoreModel> {
  const absent = coremlBackend.unavailable();
  if (absent !== undefined || !(await verifyGram()))
    throw new BackendUnavailable('coreml', absent ?? switchedOff(coremlBackend) ?? 'its self-test failed');
  const model = await CoreModel.openGram(columns);
  const problem = await disagreement(model, columns);
  if (problem === undefined) return model;
  const reason = `x'x of ${columns} columns disagreed with f64 on the self-test sample (${problem})`;
  switchOff(coremlBackend, 'gram', reason);
  throw new BackendUnavailable('coreml', reason);
}

/** Rows of the result that are checked: spread over all of them. */
const checkedRows = 32;

/** What the model gets wrong on a block of standardised inputs, or undefined. */
async function disagreement(model: CoreModel, columns: number): Promise<string | undefined> {
  const sample = Float64Array.from({ length: gramBlock * columns }, (_, i) =>
    Math.fround(2 * Math.sin(i * i)),
  );
  const { out } = await model.run(Float32Array.from(sample), largestHalf);
  const columnsOfSample = transposed(sample, columns);
  const network = productWith(columnsOfSample, columns);
  const stride = Math.ceil(columns / checkedRows);
  for (let row = 0; row < columns; row += stride) {
    const column = columnsOfSample.subarray(row * gramBlock, (row + 1) * gramBlock);
    const { expected, tolerance, largest } = expectHalf(network, column);
    if (largest.value > largestHalf)
      throw new HalfRangeExceeded(
        `x'x reaches ${largest.value} on standardised inputs: f16 ends at ${largestHalf}`,
      );
    for (let i = 0; i < columns; i++) {
      const got = out[row * columns + i]!;
      if (!(Math.abs(got - expected[i]!) <= tolerance[i]!))
        return `${got} instead of ${expected[i]} in row ${row}, column ${i}`;
    }
  }
  return undefined;
}
