export { DualbusError, ExactnessLost, InvalidArgument, InvalidInput } from './base/errors.js';
export * from './bus/index.js';
export * from './transport/errors.js';
export { MemoryServer } from './transport/index.js';
