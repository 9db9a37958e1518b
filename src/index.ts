export { DualbusError, ExactnessLost, InvalidArgument, InvalidInput } from './base/errors.js';
