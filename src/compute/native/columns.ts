import type { Addon } from '../../addon/binding.js';
import { loadAddon } from '../../addon/load.js';

/** The column packing functions of the native addon, or undefined where it is not loaded. */
export function nativeColumns(): Pick<Addon, 'packColumns' | 'unpackColumns'> | undefined {
  const state = loadAddon();
  return state.status === 'loaded' ? state.addon : undefined;
}
