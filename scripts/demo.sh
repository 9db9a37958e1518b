#!/usr/bin/env bash
# From a bare clone to a running fleet: sets everything up (kept up to date by time stamps), runs three engines over both
# buses and prints what reached whom and how fast, measures a synthetic market whose truth is known, then every file
# given. Usage: scripts/demo.sh [FILE...]
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
bash "$here/scripts/setup.sh" --addon-optional
printf '$ dualbus fleet --days 2 --speed 20000\n'
node "$here/dist/cli/main.js" fleet --days 2 --speed 20000
printf '\n'
node "$here/scripts/demo.mjs"
for file in "$@"; do
  printf '\n$ dualbus vpin %s --buckets 200\n' "$file"
  node "$here/dist/cli/main.js" vpin "$file" --buckets 200
done
