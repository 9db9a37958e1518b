import { InvalidArgument } from '../../base/errors.js';
import { checkInteger } from '../../compute/args.js';
import { eigenOfSymmetric } from './eigen.js';
import type { Gram } from './gram.js';
import { DenseModel, type ModelRun, type PredictOptions, type RunOptions } from './model.js';
import type { Precision, RowsOf } from './rows.js';

/**
 * Principal components: the directions in which standardised inputs vary most. A projection is one linear layer behind a
 * standardisation, so it runs wherever a DenseModel does: in f16 through Core ML as a 1x1 convolution.
 */
export class Pca {
  readonly columns: number;
  /** How many components there are. */
  readonly components: number;
  /** (components, columns), orthonormal rows; of each, the entry of the largest magnitude is positive. */
  readonly directions: Float64Array;
  /** The variance along each direction, falling. */
  readonly variances: Float64Array;
  /** The share of the whole variance that each direction has. */
  readonly shares: Float64Array;
  readonly #model: DenseModel;

  /**
   * The first components of a Gram matrix of standardised inputs: eigenvectors, in f64 on this thread, of its matrix over
   * `rows - ddof`. The time grows with the cube of the columns: about a second for some hundred.
   * @throws InvalidArgument for a number of components that is not from 1 to the columns
   */
  constructor(gram: Gram, components: number) {
    const { columns, matrix, mean, scale } = gram;
    checkInteger('components', components, 1, columns);
    if (matrix.length !== columns * columns || !matrix.every(Number.isFinite))
      throw new InvalidArgument('matrix', `is not ${columns} x ${columns} finite numbers`);
    const degrees = gram.rows - gram.ddof;
    const { values, vectors } = eigenOfSymmetric(matrix, columns);
    const total = values.reduce((sum, value) => sum + value, 0);
    this.columns = columns;
    this.components = components;
    this.directions = vectors.slice(0, components * columns);
    this.variances = values.slice(0, components).map((value) => value / degrees);
    this.shares = values.slice(0, components).map((value) => value / total);
    this.#model = DenseModel.load({
      standardize: { mean, scale },
      layers: [{ type: 'linear', weight: { shape: [components, columns], values: this.directions } }],
    });
  }

  /** The coordinates of rows, (rows, components), now, on the CPU; options and errors as DenseModel.predict. */
  project<P extends 'f64' | 'f32' = 'f64'>(
    rows: Float64Array | Float32Array,
    options: PredictOptions<P> = {},
  ): RowsOf[P] {
    return this.#model.predict(rows, options);
  }

  /** The same on any backend; options and errors as DenseModel.run. */
  run<P extends Precision = 'f64'>(
    rows: Float64Array | Float32Array,
    options: RunOptions<P> = {},
  ): Promise<ModelRun<P>> {
    return this.#model.run(rows, options);
  }
}
