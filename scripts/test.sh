#!/usr/bin/env bash
# Installs what the tests want, builds and runs them: unit and architecture tests with sanitizers, end-to-end tests with the
# release programs.
#   scripts/test.sh [--no-install]
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=scripts/options.sh
source scripts/options.sh
read_no_install scripts/test.sh "$@"

[[ $install -eq 0 ]] || scripts/install-packages.sh scripts/packages.txt scripts/packages-test.txt
for preset in release test; do
    cmake --preset "$preset" >/dev/null
    cmake --build --preset "$preset" | tail -n 1
done
ctest --preset test -L 'unit|architecture|e2e|peer' --parallel "$(nproc)" --quiet --output-log build/test.log || {
    grep -E '\*\*\*|Failed|FAILED|Failure|error:' build/test.log | head -n 100
    tail -n 60 build/test.log
    exit 1
}
tail -n 12 build/test.log
