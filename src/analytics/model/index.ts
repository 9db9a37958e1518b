export { InvalidWeights } from './errors.js';
export { DenseModel, type PredictOptions } from './model.js';
export type { DenseWeights, LayerNames, Matrix, Standardization } from './weights.js';
