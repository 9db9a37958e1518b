#!/usr/bin/env bash
# The GPU room without a GPU: lint and address-space check of every shader, then the test program (emulator, host layer
# and shaders under AddressSanitizer and UndefinedBehaviorSanitizer), then the mutants. Closes with "N passed, N failed".
set -u
cd "$(dirname "$0")/.."

clang=""
for name in clang++-19 clang++-20 clang++-18 clang++; do
  command -v "$name" >/dev/null 2>&1 && clang=$name && break
done
if [ -z "$clang" ]; then
  echo "test-gpu: skipped, clang++ is not on this machine (apt-get install clang-19 libclang-rt-19-dev)"
  exit 0
fi

passed=0
failed=0
count() { if [ "$1" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi; }
add_line() { # takes over a "N passed, N failed" line; a missing one is a failure
  local line
  line=$(grep -aoE '^[0-9]+ passed, [0-9]+ failed' "$1" | tail -n 1)
  [ -n "$line" ] || { failed=$((failed + 1)); return; }
  local bad=${line##*, }
  passed=$((passed + ${line%% passed*}))
  failed=$((failed + ${bad%% failed*}))
}

build=build/gpu-tests
log=$(mktemp)
trap 'rm -f "$log"' EXIT
mkdir -p "$build"
export ASAN_OPTIONS=${ASAN_OPTIONS:-symbolize=1}
ASAN_SYMBOLIZER_PATH=$(command -v llvm-symbolizer-19 || command -v llvm-symbolizer || true)
export ASAN_SYMBOLIZER_PATH

for shader in native/gpu/shaders/*.metal; do
  below=${shader#native/}
  node native/gpu/tools/lint.mjs native "$below"
  count $?
  node native/gpu/tools/check-spaces.mjs "$clang" native "$below"
  count $?
done

export DUALBUS_TRADES=$PWD/$build/trades.bin
rm -f "$DUALBUS_TRADES"
node test/gpu/trades.mjs "$DUALBUS_TRADES" ../shared/data/lean_equity_tick/bac_*_trade.zip

generator=()
command -v ninja >/dev/null 2>&1 && generator=(-G Ninja)
if CXX=$clang cmake "${generator[@]}" -S test/gpu -B "$build" >"$log" 2>&1 &&
  cmake --build "$build" --parallel 2 >"$log" 2>&1; then
  "$build/gpu_tests" >"$log" 2>&1 || tail -n 80 "$log"
  grep -a skipped "$log"
  add_line "$log"
  node test/gpu/mutants/run.mjs "$build" >"$log" 2>&1 || cat "$log"
  add_line "$log"
else
  tail -n 60 "$log"
  failed=$((failed + 1))
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
