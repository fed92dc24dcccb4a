#!/usr/bin/env bash
# Measures the program against the simulated modem and prints one table: figure, measured, goal.
# Nothing leaves the machine: pseudo-terminals and a temporary directory, removed at the end. Takes about four minutes after the build.
#   scripts/bench.sh [--no-install] [--radio] [--growth] [--programs DIR]
#   scripts/bench.sh --peers …     beside gammu-smsd, smstools and Kannel: scripts/bench-peers.sh
#     --no-install    do not install packages
#     --radio         the full run of the radio floor: 20 meters, about 8 minutes (without it: 2 meters, under a minute)
#     --growth        only what a message costs with 1,000, 10,000 and 100,000 meters, about ten minutes
#     --programs DIR  measure gsmcfg and gsmcfg-modemsim of DIR and build nothing
# Exit code: 0 measured (a missed goal is only shown) · 1 a run went wrong, or the simulator's log contradicts the recap · 2 usage.
# TMPDIR says where the databases are written: on a memory file system the throughput means nothing.
set -euo pipefail

profile=sample-phones/profile.toml
configuration=sample-phones/gsmcfg.toml
# What sample-phones/profile.toml makes of a meter, in the meter's own words; the simulator's log is compared with it.
wanted='{"mode":"6","apn":"m2m.example","user":"meter","psw":"meter","dns":"collect.example","port":"4059","timeout":"300","reset":"24"}'
programs=build/release
work=
simulator=
program=

# No process and no file outlives the script.
clean_up() {
    local process
    for process in $program $simulator; do
        kill "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    [[ -z "$work" ]] || rm -rf "$work"
}

make_work() {
    mkdir -p build
    work=$(mktemp -d "${TMPDIR:-$PWD/build}/gsmcfg-bench.XXXXXX")
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

# What every script that measures takes: --no-install and --programs DIR. Sets install, given (the programs are there already) and
# programs; the other words are left in `rest`.
read_options() { # words
    install=1
    given=0
    rest=()
    while [[ $# -gt 0 ]]; do
        case "$1" in
            --no-install) install=0 ;;
            --programs)
                [[ $# -ge 2 ]] || { echo "--programs wants a directory" >&2; exit 2; }
                programs=$2
                given=1
                shift
                ;;
            *) rest+=("$1") ;;
        esac
        shift
    done
}

# For those that take no other.
read_these_options() { # script, words
    read_options "${@:2}"
    [[ ${#rest[@]} -eq 0 ]] || { echo "usage: $1 [--no-install] [--programs DIR]" >&2; exit 2; }
}

build() { # install?
    [[ $1 -eq 0 ]] || scripts/install-packages.sh scripts/packages.txt scripts/packages-test.txt
    echo "building (a few minutes the first time)"
    cmake --preset release >/dev/null
    cmake --build --preset release | tail -n 1
}

# A fresh simulator with a fresh log.
start_simulator() { # fleet, options …
    local fleet=$1
    shift
    rm -rf "$work/modems" "$work/log" "$work/ready" "$work"/db*
    "$programs/gsmcfg-modemsim" --fleet "$fleet" --dir "$work/modems" --log "$work/log" "$@" >"$work/ready" &
    simulator=$!
    for _ in $(seq 200); do
        [[ ! -s "$work/ready" ]] || return 0
        kill -0 "$simulator" 2>/dev/null || break
        sleep 0.05
    done
    echo "the simulated modem did not start" >&2
    return 1
}

# At its end the simulator writes what every meter holds.
stop_simulator() {
    local status=0
    kill "$simulator"
    wait "$simulator" || status=$?
    simulator=
    [[ $status -eq 0 || $status -eq 143 ]]
}

common_options() { printf '%s\n' --db "$work/db" --modem "$work/modems/modem0" --config "$configuration"; }

# Runs gsmcfg apply; sets wall, cpu (seconds), exit_code and recap (JSON). Bounded by limit seconds.
apply() { # limit, list, options …
    local limit=$1 list=$2 options status times
    shift 2
    mapfile -t options < <(common_options)
    local TIMEFORMAT='%R %U %S'
    times=$({ time timeout -s INT "$limit" "$programs/gsmcfg" apply "$profile" "$list" --yes --json "${options[@]}" "$@" \
        >"$work/out" 2>"$work/errors" || echo $? >"$work/status"; } 2>&1)
    status=0
    [[ ! -e "$work/status" ]] || { status=$(<"$work/status"); rm "$work/status"; }
    wall=$(awk '{print $1}' <<<"$times")
    cpu=$(awk '{print $2 + $3}' <<<"$times")
    recap=$(grep '"event":"recap"' "$work/out" | tail -n 1 || true)
    if [[ $status -ne 0 ]]; then
        echo "gsmcfg apply ended with $status: ${recap:-no recap}" >&2
        tail -n 5 "$work/errors" >&2
        return 1
    fi
}

of_recap() { jq -r ".$1" <<<"$recap"; }

# The simulator's log is the truth: what the recap says was sent was sent, no more, and every listed meter uses the profile.
check_log() { # number of meters
    local verdict
    verdict=$(jq -n -r --argjson wanted "$wanted" --argjson recap "$recap" --argjson meters "$1" '
        reduce inputs as $e ({submitted: 0, right: 0, wrong: []};
            if $e.event == "submitted" then .submitted += 1
            elif $e.event == "final" then (if $e.applied == $wanted then .right += 1 else .wrong += [$e.phone] end)
            else . end)
        | [ (if .submitted != $recap.sms_sent then "\(.submitted) SMS in the log, \($recap.sms_sent) in the recap" else empty end),
            (if .right < $meters then "\(.right) of \($meters) meters use the profile; not \(.wrong[:3] | join(", "))" else empty end),
            (if $recap.meters != $meters then "\($recap.meters) meters in the recap" else empty end) ]
        | join("; ")' "$work/log")
    [[ -z "$verdict" ]] || { echo "the simulator's log: $verdict" >&2; return 1; }
}

# The seconds that an interval of the shell's clock is.
since() { awk -v from="$1" -v to="${2:-$EPOCHREALTIME}" 'BEGIN { printf "%.6f", to - from }'; }
calculate() { awk "BEGIN { printf \"$1\", $2 }"; }
median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

row() { printf '%-52s %16s  %-14s %s\n' "$1" "$2" "$3" "$4"; }
verdict() { # condition
    if awk "BEGIN { exit !($1) }"; then echo met; else echo MISSED; fi
}

first_numbers() { # count
    sed 's/#.*//' sample-phones/phones.txt | awk -v n="$1" 'NF && count < n { print; count++ }'
}

# Send latency 3 s, replies after 1 s: nothing but the radio should cost time. Sets radio_ratio, radio_sent.
radio_floor() { # meters
    first_numbers "$1" >"$work/list"
    awk -F, -v n="$1" 'NR <= n + 1' sample-phones/fleet.csv >"$work/fleet"
    start_simulator "$work/fleet" --send-latency 3000 --reply-delay 1000 --restart-time 1000
    apply 1200 "$work/list"
    # The last meter answers, then restarts, and only then uses what it was given.
    sleep 2
    stop_simulator
    check_log "$1"
    radio_sent=$(of_recap sms_sent)
    radio_ratio=$(calculate '%.4f' "$wall / ($radio_sent * 3 + 1)")
}

# 1,000 meters, no latency. Sets rate, cpu_per_thousand.
throughput() { # options of apply …
    start_simulator sample-phones/fleet-1000.csv --send-latency 0 --reply-delay 0 --restart-time 0
    apply 300 sample-phones/phones-1000.csv "$@"
    stop_simulator
    check_log 1000
    rate=$(calculate '%.0f' "$(of_recap sms_sent) / $wall")
    cpu_per_thousand=$(calculate '%.2f' "$cpu * 1000 / $(of_recap sms_sent)")
}

sync_time() { # ms for a synchronous write of 4 KiB, the better of three series of 500
    local began
    dd if=/dev/zero of="$work/sync" bs=4k count=500 conv=fsync status=none
    for _ in 1 2 3; do
        began=$EPOCHREALTIME
        dd if=/dev/zero of="$work/sync" bs=4k count=500 oflag=dsync conv=notrunc status=none
        calculate '%.3f\n' "$(since "$began") * 1000 / 500"
    done | sort -g | head -n 1
    rm -f "$work/sync"
}

# Peak resident memory in MB of a command, from the kernel's high-water mark; interrupted after so many seconds. Sets peak.
peak_memory() { # seconds, command …
    local seconds=$1 began=$SECONDS interrupted=0 mark kilobytes=0 status=0
    shift
    "$@" >"$work/out" 2>"$work/errors" &
    program=$!
    while mark=$(awk '/^VmHWM/ { print $2 }' "/proc/$program/status" 2>/dev/null) && [[ -n "$mark" ]]; do
        kilobytes=$mark
        if ((interrupted == 0 && SECONDS - began >= seconds)); then
            kill -INT "$program"
            interrupted=1
        fi
        ((SECONDS - began < seconds + 60)) || kill -KILL "$program"
        sleep 0.01
    done
    wait "$program" || status=$?
    program=
    # 130 is what an interrupted run has to say, 5 one that a limit holds.
    [[ $status -eq 0 || $status -eq 5 || ($interrupted -eq 1 && $status -eq 130) ]] || { echo "$2 ended with $status" >&2; return 1; }
    peak=$(calculate '%.1f' "$kilobytes / 1024")
}

# Runs gsmcfg apply for so many seconds and interrupts it; sets share, the CPU time in per cent of them.
apply_for() { # seconds, list, options …
    local seconds=$1 list=$2 ticks before after status=0
    shift 2
    "$programs/gsmcfg" apply "$profile" "$list" --yes --json "$@" >"$work/out" 2>"$work/errors" &
    program=$!
    sleep 2
    ticks=$(getconf CLK_TCK)
    before=$(awk '{ print $14 + $15 }' "/proc/$program/stat")
    sleep "$seconds"
    after=$(awk '{ print $14 + $15 }' "/proc/$program/stat")
    kill -INT "$program"
    wait "$program" || status=$?
    program=
    [[ $status -eq 130 ]] || { echo "gsmcfg apply ended with $status" >&2; return 1; }
    share=$(calculate '%.2f' "($after - $before) * 100 / $ticks / $seconds")
}

measure_radio() { # full?
    local meters=2
    [[ $1 -eq 0 ]] || meters=20
    radio_floor "$meters"
    row "radio floor: $meters meters, $radio_sent SMS of 3 s" "$radio_ratio" "<= 1.01" "$(verdict "$radio_ratio <= 1.01")"
}

measure_throughput() {
    local name options rates
    row "synchronous write of 4 KiB (fdatasync)" "$(sync_time) ms" "" ""
    for name in "throughput, delivery reports" "throughput, --no-reports"; do
        options=()
        [[ "$name" != *no-reports ]] || options=(--no-reports)
        rates=()
        for _ in 1 2 3; do
            throughput "${options[@]}"
            rates+=("$rate")
        done
        rate=$(printf '%s\n' "${rates[@]}" | median)
        row "$name: 1,000 meters, median of 3" "$rate SMS/s" ">= 500 SMS/s" "$(verdict "$rate >= 500")"
        row "  CPU time of gsmcfg for 1,000 SMS (last run)" "$cpu_per_thousand s" "" ""
    done
}

# Start to the first byte: from the call to the trace's birth, when the port opens, and from there to its first line to the modem.
# The kernel stamps a file up to 4 ms early. Beside it an upper bound: all of modem info, 30 steps of dialogue included.
measure_start() {
    local options began birth first total best=999 info=999
    mapfile -t options < <(common_options)
    start_simulator sample-phones/fleet.csv --send-latency 0 --reply-delay 0 --restart-time 0
    "$programs/gsmcfg" modem info "${options[@]}" >/dev/null
    for _ in 1 2 3 4 5; do
        began=$EPOCHREALTIME
        "$programs/gsmcfg" modem info "${options[@]}" >/dev/null
        total=$(since "$began")
        info=$(calculate '%.1f' "$total * 1000 < $info ? $total * 1000 : $info")
        rm -rf "$work/trace" "$work"/db*
        began=$EPOCHREALTIME
        "$programs/gsmcfg" apply "$profile" +99900100001 --settings port --no-restart --yes "${options[@]}" --trace "$work/trace" \
            >/dev/null 2>&1
        birth=$(stat -c %.6W "$work/trace")
        first=$(awk '$2 == ">" { print $1 + 0; exit }' "$work/trace")
        [[ "$birth" != 0* && -n "$first" ]] || { best=unknown; continue; }
        total=$(since "$began" "$birth")
        best=$(calculate '%.1f' "($total + $first) * 1000 < $best ? ($total + $first) * 1000 : $best")
    done
    stop_simulator
    if [[ "$best" == unknown ]]; then
        row "apply: start to first byte to the modem" "unknown" "< 50 ms" "no birth times here"
    else
        row "apply: start to first byte to the modem, best of 5" "$best ms (+4)" "< 50 ms" "$(verdict "$best + 4 < 50")"
    fi
    row "modem info from start to end, best of 5" "$info ms" "< 50 ms" "$(verdict "$info < 50")"
}

measure_memory() {
    local options
    mapfile -t options < <(common_options)
    awk 'BEGIN { print "phone"; for (i = 1; i <= 100000; ++i) printf "+9993%07d\n", i }' >"$work/long.csv"
    start_simulator sample-phones/fleet-1000.csv --send-latency 0 --reply-delay 0 --restart-time 0
    peak_memory 300 "$programs/gsmcfg" apply "$profile" sample-phones/phones-1000.csv --yes --json "${options[@]}"
    row "peak resident memory: apply, 1,000 meters" "$peak MB" "< 25 MB" "$(verdict "$peak < 25")"
    stop_simulator
    peak_memory 60 "$programs/gsmcfg" plan "$profile" "$work/long.csv" --all "${options[@]}"
    row "peak resident memory: plan --all, 100,000 meters" "$peak MB" "< 25 MB" "$(verdict "$peak < 25")"
    # None of these numbers has a meter: the run stands still for want of replies and is interrupted.
    start_simulator sample-phones/fleet.csv --send-latency 0 --reply-delay 0 --restart-time 0
    peak_memory 8 "$programs/gsmcfg" apply "$profile" "$work/long.csv" --yes --json "${options[@]}"
    row "peak resident memory: apply, 100,000 meters" "$peak MB" "< 25 MB" "$(verdict "$peak < 25")"
    stop_simulator
}

fleet_of() { # meters
    echo "phone,type,serial,firmware,password,mode,apn,dns,port,timeout,reset,behaviour"
    awk -v n="$1" 'BEGIN { for (i = 0; i < n; ++i) printf "+9991%07d,GS04,%08d,2.0,12345678,0,old,,8000,300,24,\n", i, i }'
}

# A million meters: how long their campaign takes to be written, and what looks at it takes. The list has two meters that answer;
# the campaign is held after them.
measure_million() {
    local options name from took
    mapfile -t options < <(common_options)
    awk 'BEGIN { for (i = 0; i < 1000000; ++i) printf "+9991%07d\n", i }' >"$work/million.txt"
    fleet_of 2 >"$work/two.csv"
    start_simulator "$work/two.csv" --send-latency 0 --reply-delay 0 --restart-time 0
    from=$EPOCHREALTIME
    peak_memory 300 "$programs/gsmcfg" apply "$profile" "$work/million.txt" --yes --json --max-sms 16 "${options[@]}"
    took=$(since "$from")
    row "1,000,000 meters: apply, from the list to the first two" "$(printf '%.1f s' "$took")" "< 60 s" "$(verdict "$took < 60")"
    row "  its peak resident memory" "$peak MB" "< 100 MB" "$(verdict "$peak < 100")"
    took=$(du -cb "$work"/db "$work"/db-wal | awk 'END { print $1 / 1e6 }')
    row "  database and its log" "$(printf '%.0f MB' "$took")" "< 300 MB" "$(verdict "$took < 300")"
    for name in "campaign list" "campaign show 1 --summary"; do
        from=$EPOCHREALTIME
        # shellcheck disable=SC2086
        "$programs/gsmcfg" $name "${options[@]}" >"$work/out"
        took=$(since "$from")
        row "  $name" "$(printf '%.2f s' "$took")" "< 1 s" "$(verdict "$took < 1")"
    done
    for name in "campaign show 1" "campaign show 1 --group-by prefix" "campaign report 1 --format csv" "campaign report 1 --format html" \
        "campaign cancel 1 --yes"; do
        # shellcheck disable=SC2086
        peak_memory 300 "$programs/gsmcfg" $name "${options[@]}"
        row "  peak resident memory: $name" "$peak MB" "< 100 MB" "$(verdict "$peak < 100")"
    done
    stop_simulator
}

# What a message costs must not depend on how many there are: one setting a meter, so that a list of 100,000 is done in minutes.
measure_growth() { # numbers of meters …
    local meters cost first="" submitted
    for meters in "$@"; do
        fleet_of "$meters" >"$work/grown.csv"
        tail -n +2 "$work/grown.csv" | cut -d, -f1 >"$work/grown.txt"
        start_simulator "$work/grown.csv" --send-latency 0 --reply-delay 0 --restart-time 0
        apply 7200 "$work/grown.txt" --settings port --no-restart
        submitted=$(grep -c '"event":"submitted"' "$work/log")
        stop_simulator
        [[ "$submitted" -eq "$(of_recap sms_sent)" ]] || { echo "the simulator's log: $submitted SMS" >&2; return 1; }
        cost=$(calculate '%.3f' "$cpu * 1000 / $submitted")
        row "CPU time for 1,000 SMS, $meters meters" "$cost s" "within 10 %" \
            "$([[ -z "$first" ]] || verdict "$cost <= $first * 1.1") ($(calculate '%.0f' "$submitted / $wall") SMS/s)"
        first=${first:-$cost}
    done
}

# AT commands for each SMS, from the trace; what was announced by +CMTI is committed before its AT+CMGD is written, so the time
# between the two is an upper bound of the time to durable.
measure_receiving() {
    local counts durable
    rm -f "$work/trace"  # a trace that is there is gone on with
    start_simulator sample-phones/fleet.csv --send-latency 1000 --reply-delay 1000 --restart-time 1000 --storage 20
    apply 600 sample-phones/phones.txt --trace "$work/trace"
    sleep 1
    stop_simulator
    check_log 25
    # Without the bring-up: from the first message on.
    counts=$(awk -v sent="$(of_recap sms_sent)" -v received="$(of_recap sms_received)" '
        $2 == ">" && $3 ~ /^AT\+CMGS=/ { ++sending; begun = 1 }
        begun && $2 == ">" && $3 ~ /^AT\+/ && $3 !~ /^AT\+CMGS=/ { ++receiving }
        END { printf "%.3f %.3f", sending / sent, receiving / received }' "$work/trace")
    row "AT commands for each SMS sent" "${counts% *}" "1" "$(verdict "${counts% *} <= 1.0005")"
    row "AT commands for each SMS received, 20 places" "${counts#* }" "<= 2" "$(verdict "${counts#* } <= 2")"
    row "replies that found the SIM's 20 places full" "$(jq -s 'map(select(.event == "no_room")) | length' "$work/log")" "0" ""

    start_simulator sample-phones/fleet.csv --send-latency 100 --reply-delay 1000 --restart-time 1000
    first_numbers 1 >"$work/list"
    rm -f "$work/trace"
    apply 120 "$work/list" --trace "$work/trace"
    stop_simulator
    durable=$(awk '$2 == "<" && /\+CMTI:/ { at = $1 } $2 == ">" && /AT\+CMGD=/ && at { print ($1 - at) * 1000; at = "" }' "$work/trace" | median)
    row "+CMTI to durable, median of a meter's replies" "$durable ms" "< 10 ms" "$(verdict "$durable < 10")"
}

# CPU time of a program that waits for replies which do not come.
measure_waiting() {
    local options
    mapfile -t options < <(common_options)
    first_numbers 2 >"$work/list"
    head -n 3 sample-phones/fleet.csv >"$work/fleet"
    start_simulator "$work/fleet" --send-latency 0 --reply-delay 600000
    apply_for 20 "$work/list" "${options[@]}"
    row "CPU while waiting for replies, 20 s" "$share %" "< 0.5 %" "$(verdict "$share < 0.5")"
    stop_simulator
}

main() {
    local radio=0 growth=0 word
    [[ "${1:-}" != --peers ]] || exec scripts/bench-peers.sh "${@:2}"
    read_options "$@"
    for word in "${rest[@]}"; do
        case "$word" in
            --radio) radio=1 ;;
            --growth) growth=1 ;;
            *) echo "usage: scripts/bench.sh [--no-install] [--radio] [--growth] [--programs DIR]" >&2; exit 2 ;;
        esac
    done
    [[ $given -eq 1 ]] || build "$install"
    unset GSMCFG_PASSWORD
    make_work
    echo "$("$programs/gsmcfg" --version), $(nproc) cores, $(uname -srm), $(stat -f -c %T "$work") file system, load $(cut -d ' ' -f 1 /proc/loadavg)"
    row figure measured goal ""
    if [[ $growth -eq 1 ]]; then
        measure_growth 1000 10000 100000
        return
    fi
    measure_start
    measure_memory
    measure_million
    measure_throughput
    measure_receiving
    measure_waiting
    measure_radio "$radio"
}

# scripts/proof.sh takes the functions alone.
if [[ "${BASH_SOURCE[0]}" == "$0" ]]; then
    cd "$(dirname "$0")/.."
    main "$@"
fi
