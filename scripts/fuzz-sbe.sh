#!/usr/bin/env bash
# Fuzzes generated C++ decoders under AddressSanitizer and UndefinedBehaviorSanitizer, from golden messages and their
# truncations. Usage: scripts/fuzz-sbe.sh [SECONDS], 20 by default. Needs dist/ (npm run build) and clang++ with libFuzzer.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-20}
clang=${CLANGXX:-$(command -v clang++-19 || command -v clang++ || true)}
if [ -z "$clang" ]; then
  echo "fuzz-sbe: no clang++ found; install clang (with libFuzzer) or set CLANGXX" >&2
  exit 2
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
node scripts/fuzz-sbe-corpus.mjs "$folder"
"$clang" -std=c++20 -O1 -g -Wall -Wextra -Werror -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
  -I "$folder" -I test/sbe/cpp -o "$folder/fuzz" test/sbe/cpp/fuzz.cc
echo "fuzz-sbe: $(ls "$folder/corpus" | wc -l) seeds"
"$folder/fuzz" -runs=0 "$folder/corpus" 2>&1 | tail -n 1
if ! "$folder/fuzz" -max_total_time="$seconds" -max_len=4096 -print_final_stats=1 -verbosity=0 \
  -artifact_prefix="$folder/" "$folder/corpus" >"$folder/log" 2>&1; then
  tail -n 60 "$folder/log" >&2
  exit 1
fi
grep -E 'number_of_executed_units' "$folder/log"
echo "fuzz-sbe: no finding"
