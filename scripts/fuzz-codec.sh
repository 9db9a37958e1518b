#!/usr/bin/env bash
# Builds the fuzz targets of native/codec with clang's libFuzzer under the address and undefined-behaviour sanitizers,
# replays golden frames and truncations, then fuzzes each target for some seconds (default 0: replay only).
# Usage: scripts/fuzz-codec.sh [SECONDS]      Needs clang++-19 with libclang-rt-19-dev, and npm run build.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds="${1:-0}"
compiler="${CXX:-clang++-19}"
folder=build/fuzz
mkdir -p "$folder"
if ! command -v "$compiler" >/dev/null; then
  echo "fuzz-codec: $compiler is not on the PATH (apt-get install clang-19 libclang-rt-19-dev)" >&2
  exit 1
fi

flags=(-std=c++20 -O1 -g -fno-rtti -ffp-contract=off -Wall -Wextra -Werror
  -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -Inative -Itest/native/fuzz)
case "$(uname -m)" in
  x86_64) cpu=(native/cpu/avx2.cc native/cpu/host_x64.cc) ;;
  *) cpu=(native/cpu/neon.cc native/cpu/host_arm64.cc) ;;
esac
sources=(native/codec/*.cc native/kernels/kernels.cc native/cpu/scalar.cc native/cpu/dispatch.cc "${cpu[@]}")

objects=()
for source in "${sources[@]}"; do
  object="$folder/$(basename "$source" .cc).o"
  objects+=("$object")
  if [[ ! "$object" -nt "$source" ]] || [[ -n "$(find native -name '*.h' -newer "$object")" ]]; then
    "$compiler" "${flags[@]}" -c "$source" -o "$object"
  fi
done

rm -rf "$folder/corpus"
node test/native/fuzz/write-corpus.mjs "$folder/corpus"

for target in unpack pack frame; do
  "$compiler" "${flags[@]}" "test/native/fuzz/${target}_fuzz.cc" "${objects[@]}" -o "$folder/$target"
  seeds="$folder/corpus/$target"
  "$folder/$target" -runs=0 "$seeds" 2>"$folder/$target.log" || { cat "$folder/$target.log" >&2; exit 1; }
  if [[ "$seconds" -gt 0 ]]; then
    mkdir -p "$folder/found/$target"
    "$folder/$target" -max_total_time="$seconds" -max_len=65536 -artifact_prefix="$folder/$target-" \
      "$folder/found/$target" "$seeds" 2>"$folder/$target.log" || { cat "$folder/$target.log" >&2; exit 1; }
  fi
  echo "fuzz-codec: $target: $(find "$seeds" -type f | wc -l) seeds replayed, fuzzed for $seconds s"
done
