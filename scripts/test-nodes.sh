#!/usr/bin/env bash
# Runs the vitest suite on the other supported lines of Node.js (not part of scripts/test.sh: it downloads two Nodes).
set -eu
cd "$(dirname "$0")/.."

platform="$(node -p 'process.platform + "-" + process.arch')"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
status=0
for line in ${*:-22 24}; do
  npm install --silent --no-save --ignore-scripts --prefix "$folder/$line" "node-$platform@$line"
  node="$folder/$line/node_modules/node-$platform/bin/node"
  printf '== Node %s\n' "$("$node" --version)"
  "$node" scripts/run-vitest.mjs || status=1
done
exit $status
