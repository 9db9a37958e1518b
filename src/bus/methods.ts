/**
 * The methods of requests, for the compiler: a program adds its own by declaration merging.
 *
 * @example
 * declare module 'dualbus' {
 *   interface RequestMap { 'riskMetric.get': { request: { portfolio: number }; reply: { value: number } } }
 * }
 */
// biome-ignore lint/suspicious/noEmptyInterface: programs fill it
export interface RequestMap {}

/** Any name until RequestMap has one. */
export type MethodName = [keyof RequestMap] extends [never] ? string : keyof RequestMap & string;
export type RequestOf<K> = Declared<K> extends { request: infer Request } ? Request : unknown;
export type ReplyOf<K> = Declared<K> extends { reply: infer Reply } ? Reply : unknown;
type Declared<K> = K extends keyof RequestMap ? RequestMap[K] : unknown;
