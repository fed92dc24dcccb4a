#!/usr/bin/env bash
# Runs what has several threads under the thread sanitizer: unit tests of base, link, store and service, and a service over simulated
# modems end to end with programs of the same build. About twenty minutes.
#   scripts/threads.sh [--no-install]
# Exit code: 0 no race found · 1 one was, or a test failed · 2 usage.
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=scripts/options.sh
source scripts/options.sh
read_no_install scripts/threads.sh "$@"
[[ $install -eq 0 ]] || scripts/install-packages.sh scripts/packages.txt scripts/packages-test.txt

targets=(base_test link_test store_test service_test hook_test worker_test serve_e2e_test)
cmake --preset threads >/dev/null
cmake --build --preset threads --target "${targets[@]}" gsmcfg gsmcfg-modemsim | tail -n 1
failed=0
for target in "${targets[@]}"; do
    program=$(find build/threads/tests -type f -name "$target")
    log=build/threads/$target.log
    if TSAN_OPTIONS="halt_on_error=0 exitcode=66" "$program" --gtest_brief=1 >"$log" 2>&1 &&
        ! grep -q 'WARNING: ThreadSanitizer' "$log"; then
        echo "$target: $(grep -E '^\[  PASSED  \]' "$log")"
    else
        failed=1
        echo "$target: FAILED, see $log"
        grep -E 'WARNING: ThreadSanitizer|SUMMARY|\[  FAILED  \]' "$log" | sort | uniq -c | sort -rn | head -n 10
    fi
done
exit $failed
