#!/usr/bin/env bash
# From a bare clone to a built package: npm packages from the lockfile, the addon, the compiled library.
# Everything is kept up to date by time stamps, so that a second run costs seconds.
set -eu
cd "$(dirname "$0")/.."

node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' || {
  echo "dualbus needs Node.js 20.19 or newer; this is $(node --version)" >&2
  exit 1
}
if [ ! -d node_modules ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
fi
if ! npm run -s build:native; then
  [ "${1:-}" = "--addon-optional" ] || exit 1
  echo "setup: no addon on this machine; the TypeScript kernels serve instead" >&2
fi
npm run -s build
