#!/usr/bin/env bash
# The neural room without a Mac: the package writer, its reader, the model cache and whole networks on the emulated
# model, under AddressSanitizer and UndefinedBehaviorSanitizer. Closes with "N passed, N failed".
set -u
cd "$(dirname "$0")/.."

for name in ${CXX:-} clang++-19 clang++ g++; do
  command -v "$name" >/dev/null 2>&1 && compiler=$name && break
done
if [ -z "${compiler:-}" ] || ! command -v cmake >/dev/null 2>&1; then
  echo "test-neural: skipped, cmake or a C++ compiler is not on this machine (apt-get install cmake g++)"
  exit 0
fi

build=build/neural-tests
log=$(mktemp)
trap 'rm -f "$log"' EXIT
mkdir -p "$build"
generator=()
command -v ninja >/dev/null 2>&1 && generator=(-G Ninja)
if CXX=$compiler cmake "${generator[@]}" -S test/neural -B "$build" >"$log" 2>&1 &&
  cmake --build "$build" --parallel 2 >"$log" 2>&1; then
  "$build/neural_tests"
else
  tail -n 60 "$log"
  echo "0 passed, 1 failed"
  exit 1
fi
