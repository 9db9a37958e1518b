#!/usr/bin/env bash
# The C++ kernels without Node: every kernel on every implementation against values of the reference, and on any bits.
# test-native.sh [host|asan|neon]...   (all three without an argument)
#   host  as the addon is built
#   asan  under AddressSanitizer and UndefinedBehaviorSanitizer (clang)
#   neon  cross-compiled for arm64, run by qemu
# Closes with "N passed, N failed"; what cannot run on this machine says so.
set -u
cd "$(dirname "$0")/.."

passed=0
failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
golden=build/native-tests/golden.bin
mkdir -p build/native-tests
generator=()
command -v ninja >/dev/null 2>&1 && generator=(-G Ninja)

add_counts() { # a missing closing line is a failure
  local line
  line=$(grep -aoE '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1)
  [ -n "$line" ] || line='0 passed, 1 failed'
  local bad=${line##*, }
  [ "${bad%% failed*}" -eq 0 ] || tail -n 60 "$log"
  passed=$((passed + ${line%% passed*}))
  failed=$((failed + ${bad%% failed*}))
}

run() { # name, command that starts the program, options of cmake
  local name=$1 launcher=$2 folder=build/native-tests/$1
  shift 2
  if cmake "${generator[@]}" -S native -B "$folder" -DDUALBUS_TESTS=ON "$@" >"$log" 2>&1 &&
    cmake --build "$folder" --parallel 2 --target dualbus_native_tests >"$log" 2>&1; then
    $launcher "$folder/test/dualbus_native_tests" "$golden" >"$log" 2>&1
    add_counts
  else
    tail -n 60 "$log"
    failed=$((failed + 1))
  fi
}

missing() { echo "test-native: $1 skipped, $2 is not on this machine (apt-get install $3)"; }

first_of() { for name in "$@"; do command -v "$name" >/dev/null 2>&1 && echo "$name" && return; done; }

if ! command -v cmake >/dev/null 2>&1; then
  missing everything cmake cmake
  exit 0
fi
node test/native/golden.mjs "$golden" || { echo "0 passed, 1 failed"; exit 1; }

[ $# -gt 0 ] || set -- host asan neon
for what in "$@"; do
  case $what in
    host) run host "" -DCMAKE_BUILD_TYPE=Release ;;
    asan)
      clang=$(first_of clang++-19 clang++-20 clang++-18 clang++)
      if [ -n "$clang" ]; then
        sanitizers="-fsanitize=address,undefined -fno-sanitize-recover=all"
        run asan "" -DCMAKE_CXX_COMPILER="$clang" -DCMAKE_BUILD_TYPE=Debug \
          -DCMAKE_CXX_FLAGS_DEBUG="-O1 -g1 $sanitizers" -DCMAKE_EXE_LINKER_FLAGS="$sanitizers"
      else
        missing asan clang++ "clang-19 libclang-rt-19-dev"
      fi
      ;;
    neon)
      qemu=$(first_of qemu-aarch64 qemu-aarch64-static)
      if [ -n "$qemu" ] && command -v aarch64-linux-gnu-g++ >/dev/null 2>&1; then
        run neon "$qemu" -DCMAKE_BUILD_TYPE=Release -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64 \
          -DCMAKE_CXX_COMPILER=aarch64-linux-gnu-g++ -DCMAKE_EXE_LINKER_FLAGS=-static
      else
        missing neon "qemu-aarch64 or aarch64-linux-gnu-g++" "qemu-user g++-aarch64-linux-gnu"
      fi
      ;;
    *)
      echo "test-native: unknown argument $what (host, asan, neon)"
      exit 2
      ;;
  esac
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
