#!/usr/bin/env bash
# Everything that has to hold before a change lands, from a bare clone. Closes with "N passed, N failed".
set -u
cd "$(dirname "$0")/.."

passed=0
failed=0
failures=()
log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT

# A check counts as one. A test runner's own closing line ("N passed, N failed") counts instead, where it prints one.
step() {
  local name=$1
  shift
  local start=$SECONDS output="$log/step"
  printf '== %s\n' "$name"
  "$@" >"$output" 2>&1
  local status=$?
  local counts
  counts=$(grep -aoE '^[0-9]+ passed, [0-9]+ failed' "$output" | tail -n 1)
  local good=$((status == 0)) bad=$((status != 0))
  if [ -n "$counts" ]; then
    good=${counts%% passed*}
    bad=${counts##*, }
    bad=${bad%% failed*}
    [ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
  fi
  passed=$((passed + good))
  failed=$((failed + bad))
  if [ "$bad" -gt 0 ]; then
    failures+=("$name")
    tail -n 150 "$output"
  else
    grep -aiE 'skip|degraded' "$output" | head -n 20
  fi
  printf '   %s: %d passed, %d failed (%d s)\n' "$name" "$good" "$bad" $((SECONDS - start))
  [ "$bad" -eq 0 ]
}

finish() {
  printf '\n'
  [ ${#failures[@]} -eq 0 ] || printf 'failed: %s\n' "${failures[@]}"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ]
  exit $?
}

bash scripts/install-tools.sh
step 'set-up (packages, addon, library)' bash scripts/setup.sh || finish
step 'format and lint' npm run -s lint
step 'types' npm run -s types
step 'unused code and packages' npm run -s knip
step 'published shape' npm run -s package-check
if command -v clang++-19 >/dev/null 2>&1; then
  step 'addon with the emulated GPU and model' node scripts/build-native.mjs --emulated
else
  echo '== addon with the emulated GPU and model: skipped, there is no clang++-19'
fi
step 'tests (vitest)' node scripts/run-vitest.mjs
step 'C++ kernels (host, sanitizers, NEON)' bash scripts/test-native.sh
step 'GPU room on the emulator' bash scripts/test-gpu.sh
step 'neural room on the emulated model' bash scripts/test-neural.sh
step 'fuzz corpora of the codec' bash scripts/fuzz-codec.sh 0
step 'fuzzing generated decoders' bash scripts/fuzz-sbe.sh 5
finish
