#!/usr/bin/env bash
# Values and speed of the factor kernels beside pandas, numpy and bottleneck of this Debian, operator by operator.
# Needs root for apt-get where the packages are missing; no part of the tests.
# peers-compute.sh [values|speed|fresh|streams]...   (all of them without an argument)
set -eu
cd "$(dirname "$0")/.."
/usr/bin/python3 -c 'import pandas, numpy, bottleneck' 2>/dev/null ||
  apt-get install -y --no-install-recommends python3-pandas python3-numpy python3-bottleneck
[ -f dist/bench/micro/compute/peer-server.js ] || npm run -s build
exec /usr/bin/python3 scripts/peers-compute.py "$@"
