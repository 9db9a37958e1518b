#!/usr/bin/env bash
# The long form of the fault tests: freezes of up to 3 s, an idle minute, Sentinel failovers under load, plain ioredis as a
# control that has to fail where dualbus must not, and the fleet over all shared market data. Prints one line of counts
# for each scenario. About five minutes on a quiet machine.
set -eu
cd "$(dirname "$0")/.."
bash scripts/setup.sh --addon-optional
DUALBUS_TESTS=all DUALBUS_LONG_FAULTS=1 npx vitest run --project native --testTimeout 180000 test/transport/faults test/fleet 2>&1 |
  grep -vE '^$|^stdout'
