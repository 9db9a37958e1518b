export { InvalidWeights } from './errors.js';
export { DenseModel, type ModelRun, type PredictOptions, type RunOptions } from './model.js';
export type { DenseWeights, LayerNames, Matrix, Standardization } from './weights.js';
