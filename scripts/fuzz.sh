#!/usr/bin/env bash
# Builds the libFuzzer targets (tests/fuzz) with clang 16 and runs each for a while, ten minutes if not told otherwise. What they find
# worth keeping goes into tests/fuzz/corpus/TARGET/found only with --keep; an input that breaks something is left in build/fuzz/findings.
#   scripts/fuzz.sh [--seconds N] [--no-install] [--keep] [TARGET…]
# Exit code: 0 nothing found · 1 something found · 2 usage.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() { echo "usage: scripts/fuzz.sh [--seconds N] [--no-install] [--keep] [TARGET…]" >&2; exit 2; }

seconds=600
install=1
keep=0
targets=()
while [[ $# -gt 0 ]]; do
    case "$1" in
        --seconds) [[ "${2:-}" =~ ^[0-9]+$ ]] || usage; seconds=$2; shift ;;
        --no-install) install=0 ;;
        --keep) keep=1 ;;
        -*) usage ;;
        *) [[ -f "tests/fuzz/${1}_fuzz.cpp" ]] || { echo "there is no target $1 in tests/fuzz" >&2; exit 2; }; targets+=("$1") ;;
    esac
    shift
done
if [[ ${#targets[@]} -eq 0 ]]; then
    for file in tests/fuzz/*_fuzz.cpp; do
        name=${file##*/}
        targets+=("${name%_fuzz.cpp}")
    done
fi

[[ $install -eq 0 ]] || scripts/install-packages.sh scripts/packages.txt scripts/packages-test.txt <(printf '%s\n' clang-16 libclang-rt-16-dev llvm-16)
build=build/fuzz
cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_COMPILER=clang++-16 -DCMAKE_CXX_FLAGS_DEBUG="-O1 -g1" \
    -DCMAKE_CXX_FLAGS="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-sanitize=vptr -Wno-unknown-warning-option" \
    -DCMAKE_EXE_LINKER_FLAGS="-fsanitize=address,undefined" -DGSMCFG_TESTS=ON -DGSMCFG_FUZZ=ON >/dev/null
cmake --build "$build" --target "${targets[@]/%/_fuzz}" | tail -n 1

# The fewest inputs that reach all that was reached; those that stand beside with a name are not kept twice.
keep_found() {
    local cover=$build/cover/$target seed
    rm -rf "$cover"
    mkdir -p "$cover"
    "$build/tests/fuzz/${target}_fuzz" -set_cover_merge=1 -max_len=1024 "$cover" "$seeds" "$grown" >>"$log" 2>&1
    find "$seeds" -maxdepth 1 -type f | while read -r seed; do rm -f "$cover/$(sha1sum "$seed" | cut -d ' ' -f 1)"; done
    rm -rf "$seeds/found"
    mv "$cover" "$seeds/found"
}

found=0
findings=$build/findings
mkdir -p "$findings"
for target in "${targets[@]}"; do
    seeds=tests/fuzz/corpus/$target
    grown=$build/corpus/$target
    mkdir -p "$grown"
    dictionary=()
    [[ ! -f "tests/fuzz/$target.dict" ]] || dictionary=(-dict="tests/fuzz/$target.dict")
    log=$build/$target.log
    if ASAN_SYMBOLIZER_PATH=$(command -v llvm-symbolizer-16 || true) "$build/tests/fuzz/${target}_fuzz" -max_total_time="$seconds" -timeout=10 \
        -rss_limit_mb=2048 -max_len=4096 -artifact_prefix="$findings/$target-" "${dictionary[@]}" "$grown" "$seeds" >"$log" 2>&1; then
        echo "$target: $(grep -E '^#[0-9]+.*DONE' "$log" | tail -n 1)"
    else
        found=1
        echo "$target: FOUND SOMETHING, see $log and $findings"
        grep -E 'broken invariant|ERROR|SUMMARY|Test unit written' "$log" | head -n 5
    fi
    [[ $keep -eq 0 ]] || keep_found
done
exit $found
