import { InvalidArgument } from '../base/errors.js';

/** Names that users choose: engines, instances, groups, topics. No braces, which choose a Cluster slot, and no globs. */
const namePattern = /^[A-Za-z0-9._:@#-]{1,128}$/;

/** Keys and channels: names, with at most one hash tag that says which keys live together in a Cluster. */
const keyPattern = /^[A-Za-z0-9._:@#/-]*(?:\{[A-Za-z0-9._:@#/-]+\}[A-Za-z0-9._:@#/-]*)?$/;
const maxKeyLength = 512;

/** The name, when it is a string of 1 to 128 letters, digits and `._:@#-`; otherwise InvalidArgument. */
export function checkName(argument: string, name: string): string {
  if (typeof name === 'string' && namePattern.test(name)) return name;
  throw new InvalidArgument(argument, 'a name has 1 to 128 letters, digits or any of . _ : @ # -');
}

/** The key or channel, when it is a string of at most 512 such characters with at most one `{hash tag}`. */
export function checkKey(argument: string, key: string): string {
  const valid =
    typeof key === 'string' && key.length >= 1 && key.length <= maxKeyLength && keyPattern.test(key);
  if (valid) return key;
  throw new InvalidArgument(
    argument,
    `a key has 1 to ${maxKeyLength} letters, digits or any of . _ : @ # / - and at most one {hash tag}`,
  );
}

/** The bytes, when they are a Uint8Array of at most `maxBytes`; anything else would reach the server as text or options. */
export function checkBytes(argument: string, bytes: Uint8Array, maxBytes: number): Uint8Array {
  if (!(bytes instanceof Uint8Array)) throw new InvalidArgument(argument, 'bytes must be a Uint8Array');
  if (bytes.byteLength <= maxBytes) return bytes;
  throw new InvalidArgument(argument, `${bytes.byteLength} bytes are more than the limit of ${maxBytes}`);
}
