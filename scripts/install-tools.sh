#!/usr/bin/env bash
# Installs what the tests need beyond Node, a C++ compiler, cmake and Python, where that is possible (Debian or
# Ubuntu, as root or with sudo). What cannot be installed is named; the steps that need it then say that they skip.
set -u

packages=()
need() { command -v "$1" >/dev/null 2>&1 || packages+=("${@:2}"); }
need redis-server redis-server
need redis-sentinel redis-sentinel
need openssl openssl
need g++ g++
need cmake cmake
need ninja ninja-build
need aarch64-linux-gnu-g++ g++-aarch64-linux-gnu
need qemu-aarch64 qemu-user
need clang++-19 clang-19 libclang-rt-19-dev
[ ${#packages[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "install-tools: no apt-get here; missing: ${packages[*]}" >&2
  exit 0
fi
sudo=""
[ "$(id -u)" -eq 0 ] || sudo="sudo -n"
# A policy that refuses to start services: the tests start their own servers on free ports.
policy=/usr/sbin/policy-rc.d
made_policy=""
if [ "$(id -u)" -eq 0 ] && [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && made_policy=1
fi
$sudo apt-get update -qq >/dev/null 2>&1
for package in "${packages[@]}"; do
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1 ||
    echo "install-tools: could not install $package" >&2
done
[ -z "$made_policy" ] || rm -f "$policy"
