#!/usr/bin/env bash
# Measures gsmcfg serve against simulated modems and prints a table: figure, measured, goal. About five minutes after the build.
#   scripts/bench-service.sh [--no-install] [--programs DIR]      (as scripts/bench.sh)
# Exit code: 0 measured (a missed goal is only shown) · 1 a run went wrong, or the simulator's log contradicts the recap · 2 usage.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/bench.sh
source scripts/bench.sh

# A service with the first modems of the simulator; returns when all are ready.
start_service() { # modems
    local modem options=()
    for modem in $(seq 0 $(($1 - 1))); do options+=(--modem "$work/modems/modem$modem"); done
    "$programs/gsmcfg" serve --db "$work/db" --config "$configuration" "${options[@]}" 2>"$work/service" &
    program=$!
    for _ in $(seq 400); do
        [[ $(grep -c ': ready$' "$work/service" || true) -lt $1 ]] || return 0
        sleep 0.05
    done
    cat "$work/service" >&2
    return 1
}

stop_service() {
    local status=0
    kill "$program"
    wait "$program" || status=$?
    program=
    [[ $status -eq 0 ]]
}

# CPU time and memory of a service that has nothing to do.
measure_idle() {
    local ticks before after share resident seconds=60
    start_simulator sample-phones/fleet.csv --modems 4
    start_service 4
    sleep 5
    ticks=$(getconf CLK_TCK)
    before=$(awk '{ print $14 + $15 }' "/proc/$program/stat")
    sleep $seconds
    after=$(awk '{ print $14 + $15 }' "/proc/$program/stat")
    share=$(calculate '%.2f' "($after - $before) * 100 / $ticks / $seconds")
    resident=$(awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$program/status")
    row "idle, 4 modems, $seconds s: of a core" "$share %" "< 0.5 %" "$(verdict "$share < 0.5")"
    row "  resident memory" "$resident MB" "< 20 MB" "$(verdict "$resident < 20")"
    stop_service
    stop_simulator
}

# From the campaign's record (its audit entry) to the first message that the simulated modem takes: the time in between is pick-up,
# composing, two commits and the modem's prompt.
measure_pick_up() {
    local number from first times=()
    start_simulator sample-phones/fleet.csv --send-latency 0 --reply-delay 0 --restart-time 0
    start_service 1
    mapfile -t numbers < <(first_numbers 11)
    for number in "${numbers[@]}"; do
        "$programs/gsmcfg" send "$number" '{credential} MODE' --yes --json --db "$work/db" --config "$configuration" >"$work/out" 2>/dev/null
        from=$(sqlite3 "$work/db" "SELECT MAX(created_at) FROM campaign")
        first=$(sqlite3 "$work/db" "SELECT MIN(submitting_at) FROM attempt WHERE submitting_at >= $from")
        times+=("$((first - from))")
        sleep 1.3
    done
    stop_service
    stop_simulator
    from=$(printf '%s\n' "${times[@]}" | median)
    first=$(printf '%s\n' "${times[@]}" | sort -g | tail -n 1)
    row "pick-up of a new campaign, median of 11" "$from ms" "< 200 ms" "$(verdict "$from < 200")"
    row "  the longest" "$first ms" "< 200 ms" "$(verdict "$first < 200")"
}

# 16 modems that take 1 s for an SMS. Steady: from the first to the last submission of those between a tenth and nine tenths.
measure_sixteen() {
    local meters=300 options steady
    mapfile -t options < <(common_options)
    awk -F, -v n=$meters 'NR <= n + 1' sample-phones/fleet-1000.csv >"$work/fleet"
    awk -F, -v n=$meters 'NR > 1 && NR <= n + 1 { print $1 }' sample-phones/fleet-1000.csv >"$work/list"
    start_simulator "$work/fleet" --modems 16 --send-latency 1000 --reply-delay 1000 --restart-time 1000
    start_service 16
    apply 600 "$work/list"
    sleep 2
    stop_service
    stop_simulator
    check_log $meters
    steady=$(jq -n -r '[inputs | select(.event == "submitted") | .t_ms] | sort | (length / 10 | floor) as $a | (length * 9 / 10 | floor) as $b
        | ($b - $a) * 1000 / (.[$b] - .[$a])' "$work/log")
    rate=$(calculate '%.2f' "$(of_recap sms_sent) / $wall")
    row "16 modems at 1 s: $(of_recap sms_sent) SMS in $wall s" "$rate SMS/s" ">= 15.68" "$(verdict "$rate >= 15.68")"
    row "  steady: the middle eight tenths" "$(calculate '%.2f' "$steady") SMS/s" ">= 15.68" "$(verdict "$steady >= 15.68")"
}

read_these_options scripts/bench-service.sh "$@"
[[ $given -eq 1 ]] || build "$install"
unset GSMCFG_PASSWORD
make_work
echo "$("$programs/gsmcfg" --version), $(nproc) cores, $(uname -srm), load $(cut -d ' ' -f 1 /proc/loadavg)"
row figure measured goal ""
measure_idle
measure_pick_up
measure_sixteen
