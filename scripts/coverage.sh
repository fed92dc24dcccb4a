#!/usr/bin/env bash
# Counts which lines of src/ and include/ the tests run, unit tests and end-to-end ones: a build and a run of their own, about half an
# hour. Prints the files with the most lines that nothing runs, and the share; the whole list is left in build/coverage/lines.txt.
#   scripts/coverage.sh [--no-install]
# Exit code: 0 the share is 90 % or more · 1 it is not, or a test failed · 2 usage.
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=scripts/options.sh
source scripts/options.sh
read_no_install scripts/coverage.sh "$@"
[[ $install -eq 0 ]] || scripts/install-packages.sh scripts/packages.txt scripts/packages-test.txt <(echo gcovr)

build=build/coverage
cmake --preset coverage >/dev/null
cmake --build --preset coverage | tail -n 1
find "$build" -name '*.gcda' -delete
ctest --preset coverage -L 'unit|e2e' --parallel "$(nproc)" --quiet --output-log "$build/test.log" || {
    grep -E '\*\*\*|Failure|error:' "$build/test.log" | head -n 100
    exit 1
}
gcovr --root . --filter src/ --filter include/ --object-directory "$build" --gcov-ignore-parse-errors --csv "$build/lines.csv" \
    --txt "$build/lines.txt" --print-summary --fail-under-line 90 >"$build/summary.txt" || { cat "$build/summary.txt"; exit 1; }
echo "lines that nothing runs, file"
awk -F, 'NR > 1 && $2 > $3 { printf "%5d of %4d  %s\n", $2 - $3, $2, $1 }' "$build/lines.csv" | sort -rn | head -n 25
cat "$build/summary.txt"
