#!/usr/bin/env bash
# From a bare clone to VPIN: sets everything up (kept up to date by time stamps), measures a synthetic market whose
# truth is known, then every file given. Usage: scripts/demo.sh [FILE...]
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
bash "$here/scripts/setup.sh" --addon-optional
node "$here/scripts/demo.mjs"
for file in "$@"; do
  printf '\n$ dualbus vpin %s --buckets 200\n' "$file"
  node "$here/dist/cli/main.js" vpin "$file" --buckets 200
done
