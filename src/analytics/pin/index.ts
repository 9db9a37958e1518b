export { estimatePin, type PinEstimate, type PinOptions } from './estimate.js';
export { type PinParameters, pinLogLikelihood, probabilityOfInformedTrading } from './likelihood.js';
