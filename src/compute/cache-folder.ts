import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where this machine keeps what was measured and compiled on it: DUALBUS_CACHE, else the user's cache folder
 * (~/Library/Caches/dualbus on macOS, $XDG_CACHE_HOME/dualbus or ~/.cache/dualbus elsewhere). It may be deleted.
 */
export function cacheFolder(...below: string[]): string {
  const { DUALBUS_CACHE, XDG_CACHE_HOME } = process.env;
  const user =
    process.platform === 'darwin'
      ? join(homedir(), 'Library/Caches')
      : XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(DUALBUS_CACHE || join(user, 'dualbus'), ...below);
}
