#!/usr/bin/env bash
# Compiles everything a Mac would build and links the addon, for arm64-apple-macos14.0, from the one list of sources
# (native/CMakeLists.txt). On Linux it needs clang, lld, llvm-nm and an SDK's headers and stubs:
#   scripts/check-darwin.sh --sdk DIR     DIR holds usr/include and System/Library/Frameworks
# On a Mac the SDK is xcrun's. Without an SDK it says so and ends well: what an SDK's terms allow is the caller's matter,
# nothing of it is kept, and what is linked here is thrown away.
set -u
cd "$(dirname "$0")/.."

sdk=""
while [ $# -gt 0 ]; do
  case $1 in
    --sdk) sdk=${2:-}; shift 2 || exit 2 ;;
    *) echo "check-darwin: unknown argument $1 (--sdk DIR)" >&2; exit 2 ;;
  esac
done
[ -n "$sdk" ] || sdk=$(xcrun --show-sdk-path 2>/dev/null || true)
if [ -z "$sdk" ]; then
  echo "check-darwin: skipped, no macOS SDK given (--sdk DIR)"
  exit 0
fi
[ -d "$sdk/usr/include" ] || { echo "check-darwin: $sdk has no usr/include" >&2; exit 2; }
sdk=$(cd "$sdk" && pwd)

build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
first_of() { for name in "$@"; do command -v "$name" && return; done; echo "check-darwin: none of: $*" >&2; return 1; }
options=(-DCMAKE_SYSTEM_NAME=Darwin -DCMAKE_OSX_ARCHITECTURES=arm64 -DCMAKE_OSX_DEPLOYMENT_TARGET=14.0
  "-DCMAKE_OSX_SYSROOT=$sdk" -DCMAKE_BUILD_TYPE=Release -DCMAKE_JS_VERSION=check
  "-DCMAKE_JS_INC=$PWD/node_modules/node-api-headers/include;$PWD/node_modules/node-addon-api"
  "-DCMAKE_OBJCXX_FLAGS=-Wall -Wextra -Werror -fvisibility=hidden")
if [ ! -e "$sdk/System/Library/Frameworks/Accelerate.framework" ]; then
  echo "check-darwin: this SDK has no Accelerate, so cpu/accelerate_linear.cc is left out"
  options+=(-DDUALBUS_ACCELERATE=OFF)
fi
if [ "$(uname)" = Darwin ]; then
  nm=$(first_of nm) || exit 2
else
  clang=$(first_of clang++-19 clang++-20 clang++-18 clang++) || exit 2
  nm=$(first_of llvm-nm-19 llvm-nm-20 llvm-nm-18 llvm-nm) || exit 2
  target="--target=arm64-apple-macos14.0 -isystem $sdk/usr/include/c++/v1"
  options+=("-DCMAKE_CXX_COMPILER=$clang" "-DCMAKE_OBJCXX_COMPILER=$clang" -DCMAKE_SYSTEM_PROCESSOR=arm64
    "-DCMAKE_CXX_FLAGS=$target" "-DCMAKE_OBJCXX_FLAGS=$target -Wall -Wextra -Werror -fvisibility=hidden"
    "-DCMAKE_SHARED_LINKER_FLAGS=-fuse-ld=lld -mlinker-version=907" -DCMAKE_CXX_COMPILER_WORKS=1
    -DCMAKE_OBJCXX_COMPILER_WORKS=1 -DCMAKE_INSTALL_NAME_TOOL=true)
fi

if ! { cmake -S native -B "$build" "${options[@]}" && cmake --build "$build" --parallel 2 --target dualbus; } \
  >"$build/log" 2>&1; then
  grep -aE 'error|warning|undefined' "$build/log" | head -n 40
  echo "check-darwin: failed"
  exit 1
fi

# Only Node's own functions may be open, and one that Apple's compiler brings along.
addon=$(find "$build" -name 'dualbus.node' | head -n 1)
open=$("$nm" -m "$addon" | grep 'dynamically looked up' | grep -oE '_[A-Za-z0-9_]+ \(' | tr -d ' (' |
  grep -vE '^_(napi|node_api)_|^___isPlatformVersionAtLeast$')
if [ -n "$open" ]; then
  printf 'check-darwin: nobody defines %s\n' $open
  exit 1
fi
echo "check-darwin: $(find "$build" -name '*.mm.o' | wc -l | tr -d ' ') Objective-C++ and $(find "$build" -name '*.cc.o' | wc -l | tr -d ' ') C++ files compiled and linked against $(basename "$(dirname "$sdk")")/$(basename "$sdk")"
