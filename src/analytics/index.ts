export { AlreadyClosed, InvalidSnapshot, LimitExceeded, NeedsWholeSample } from './errors.js';
export * from './microstructure/index.js';
export * from './model/index.js';
export * from './pin/index.js';
export * from './vpin/index.js';
