export { InvalidWeights } from './errors.js';
export { type Gram, type GramOptions, gram } from './gram.js';
export { DenseModel, type ModelRun, type PredictOptions, type RunOptions } from './model.js';
export { Pca } from './pca.js';
export type { DenseWeights, LayerNames, Matrix, Standardization } from './weights.js';
