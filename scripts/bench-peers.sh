#!/usr/bin/env bash
# Measures gsmcfg beside gammu-smsd, smstools and Kannel on the same simulated modem, one after the other, and prints one table.
# About 14 minutes; loopback, pseudo-terminals and a temporary directory only, and nothing that was not started here is ended.
#   scripts/bench.sh --peers [--no-install] [--programs DIR] [--only NAME] [--quick]
#     --no-install    do not install packages
#     --programs DIR  measure gsmcfg and gsmcfg-modemsim of DIR and build nothing
#     --only NAME     gsmcfg, smstools, gammu-smsd or kannel alone: without ratios
#     --quick         a slice of under a minute: rate, CPU and AT commands with the fastest settings
# Exit code: 0 measured · 1 a run went wrong, or the simulator's log says that a message was not sent, or not once · 2 usage.
# The settings are tests/bench/peers/*.conf; what the columns are: tests/bench/README.md. Debian's packages want to start their daemons:
# they are kept from it while this script installs them; systemctl disable --now gammu-smsd smstools kannel keeps them from it for good.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/bench.sh
source scripts/bench.sh
# shellcheck source=scripts/peer-programs.sh
source scripts/peer-programs.sh

text='12345678 PORT 4059'
kills=5
few=10          # messages of a program that sends about one a second; 5 with --quick
burst=300
patience=30     # seconds for the replies of a burst
quick=0
only=
port=
declare -A value
relays=()
held=()

# Daemons that packages bring stay down while they are installed (policy-rc.d(8) of invoke-rc.d).
install_peers() {
    local policy=/usr/sbin/policy-rc.d mine=0 status=0 sudo=()
    [[ $(id -u) -eq 0 ]] || sudo=(sudo)
    if [[ ! -e $policy ]]; then
        printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" install -m 755 /dev/stdin $policy
        mine=1
    fi
    scripts/install-packages.sh scripts/packages-bench.txt || status=$?
    [[ $mine -eq 0 ]] || "${sudo[@]}" rm -f $policy
    return $status
}

# Until the simulator has logged so many of the event. Sets seen and cpu of the program; from the first event on, or its start if fast.
watch() { # event, number, seconds, from the start?
    local end=$((SECONDS + $3)) before=0 from=-1
    [[ $4 -eq 0 ]] || from=0
    seen=0
    while ((seen < $2 && SECONDS < end)) && kill -0 "$program" 2>/dev/null; do
        sleep "$([[ $4 -eq 0 ]] && echo 0.05 || echo 0.2)"
        seen=$(count "$1")
        if ((from < 0 && seen > 0)); then
            from=$seen
            before=$(cpu_of "$program")
        fi
    done
    cpu=-
    ((seen <= from)) || cpu=$(calculate '%.3f' "($(cpu_of "$program") - $before) * 1000 / ($seen - $from)")
}

# One run of one queue: sets seen, cpu, rate (SMS/s between the first and the last that the network took) and at.
run_queue() { # name, settings, messages, seconds, relay?, options of the simulator …
    local name=$1 settings=$2 messages=$3 seconds=$4 relay=$5 device="$work/modems/modem0"
    shift 5
    # Silent meters: without a reply to read. But gsmcfg lets no more
    # answers be due than the SIM has places: its 500 meters answer, at once.
    if [[ $name == gsmcfg && $messages -ge 100 ]]; then write_fleet "$messages" ''; else write_fleet "$messages" silent; fi
    start_simulator "$work/fleet" --reply-delay 0 --restart-time 0 "$@"
    if [[ $relay -eq 1 ]]; then start_relay 0 "$name"; device="$work/relay0"; fi
    prepare "$name" "$settings" "$work/peer0" "$device" 1 "$messages"
    start_peer "$name" "$settings" "$work/peer0" "$device" 0
    program=$started
    watch "$taken" "$messages" "$seconds" $((messages >= 100 ? 1 : 0))
    stop_peer "$program" "$name"
    program=
    [[ $name != gsmcfg || $messages -lt 100 ]] || cpu=$(awk -v n="$messages" '{ printf "%.3f", ($1 + $2) * 1000 / n }' "$work/peer0/times")
    if [[ $relay -eq 1 ]]; then stop_relay 0; at=$(commands_for_each 0); fi
    stop_simulator
    check_queue "$name $settings" "$messages"
    rate=$(jq -n -r '[inputs | select(.event == "submitted") | .t_ms] | if length < 2 then 0 else (length - 1) * 1000 / ([.[-1] - .[0], 1] | max) end' "$work/log")
}

# A rate is void if a message was not sent, or twice, or with another text, or to nobody.
check_queue() { # who, messages
    local verdict
    verdict=$(jq -n -r --arg text "$text" --argjson messages "$2" '[inputs | select(.event == "submitted")]
        | [ (if length != $messages then "\(length) of \($messages) messages sent" else empty end),
            (if (map(.destination) | unique | length) != length then "some twice" else empty end),
            (map(select(.text != $text)) | if length > 0 then "another text: \(.[0].text)" else empty end) ] | join("; ")' "$work/log")
    [[ -z "$verdict" ]] || { echo "$1: the simulator's log: $verdict" >&2; tail -n 5 "$work/peer0/out" "$work/peer0/log" >&2 || true; return 1; }
}

is_fast() { [[ $1 == gsmcfg || "$1 $2" == "smstools tuned" ]]; }

measure_rate() { # name, settings
    local messages=$few
    ! is_fast "$1" "$2" || messages=500
    run_queue "$1" "$2" "$messages" 90 0 --send-latency 0 --quiet
    value[$1 $2 rate]=$rate
    value[$1 $2 cpu]=$cpu
    value[$1 $2 queued]=$messages
    [[ $quick -eq 0 ]] && is_fast "$1" "$2" || return 0
    run_queue "$1" "$2" 5000 120 0 --send-latency 0 --quiet
    value[$1 $2 rate5000]=$rate
    value[$1 $2 cpu5000]=$cpu
}

measure_commands() { # name, settings
    run_queue "$1" "$2" $((quick == 1 ? 5 : 8)) 60 1 --send-latency 0 --quiet
    value[$1 $2 at]=$at
}

# Share of the radio's time: what was sent after the first message, at 3 s each, by the time that it took.
measure_floor() { # name, settings
    run_queue "$1" "$2" 6 90 0 --send-latency 3000 --quiet
    value[$1 $2 floor]=$(calculate '%.3f' "$rate * 3")
    value[$1 $2 floor_cpu]=$cpu
}

# Replies that came to a full SIM, of those that came: the simulated network keeps such a reply until there is room, so it is in the
# modem later than it was due, or never. Sets full and of.
count_full() {
    read -r full of < <(jq -n -r '
        reduce inputs as $e ({};
            if $e.event == "reply" then .due[$e.reply | tostring] = $e.t_ms
            elif $e.event == "inbound" and $e.reply then .came[$e.reply | tostring] = $e.t_ms
            elif $e.event == "waiting" and $e.reply then .waits[$e.reply | tostring] = true else . end)
        | . as $all | [.due // {} | to_entries[] | if $all.waits[.key] then true elif $all.came[.key] then $all.came[.key] > .value + 150 else empty end]
        | "\(map(select(.)) | length) \(length)"' "$work/log")
}

# Replies come in a burst, 2 s after their messages, to a SIM with 20 places, while the program sends what it still has to.
measure_full() { # name, settings
    write_fleet "$burst" ''
    start_simulator "$work/fleet" --send-latency 20 --reply-delay 2000 --restart-time 1000 --storage 20 --quiet
    start_relay 0 "$1"
    prepare "$1" "$2" "$work/peer0" "$work/relay0" 1 "$burst"
    start_peer "$1" "$2" "$work/peer0" "$work/relay0" 0
    program=$started
    watch "$come" "$burst" "$patience" 0
    stop_peer "$program" "$1"
    program=
    stop_relay 0
    stop_simulator
    count_full
    value[$1 $2 full]="$full of $of"
    [[ $1 != gsmcfg ]] || value[$1 $2 in]=$(said 0 | awk -v n="$of" '
        /^AT\+CMGS=/ { begun = 1; next } begun && /^AT/ { ++commands } END { printf "%.2f", commands / n }')
}

# So many programs at once, each with its modem and two messages: killed when the first text has been handed over and the modem has
# not answered yet, then started again. Duplicates: messages that the network took twice. Blind: without a word in the program's records.
measure_kills() { # name, settings
    local i processes=() messages=0
    write_fleet $((kills * 2)) silent
    start_simulator "$work/fleet" --modems "$kills" --send-latency 2000 --quiet
    for ((i = 0; i < kills; ++i)); do
        port=$((base_port + i))
        start_relay "$i" "$1"
        prepare "$1" "$2" "$work/peer$i" "$work/relay$i" $((i * 2 + 1)) 2
        start_peer "$1" "$2" "$work/peer$i" "$work/relay$i" 0
        processes+=("$started")
        program=${processes[*]}
    done
    kill_in_flight
    await_submitted "$kills" 5
    messages=$(count "$taken")
    [[ $messages -eq $kills ]] || { echo "$1 $2: $messages messages taken from $kills killed programs" >&2; return 1; }
    processes=()
    for ((i = 0; i < kills; ++i)); do
        sed -i "s|$work/relay$i|$work/modems/modem$i|" "$work/peer$i/conf"
        start_peer "$1" "$2" "$work/peer$i" "$work/modems/modem$i" 1
        processes+=("$started")
        program=${processes[*]}
    done
    await_restarted
    for i in "${processes[@]}"; do stop_peer "$i" "$1"; done
    program=
    stop_simulator
    judge_kills "$1" "$2"
}

await_submitted() { # number, seconds
    local end=$((SECONDS + $2))
    while (($(count "$taken") < $1 && SECONDS < end)); do sleep 0.1; done
}

# Until all have sent the first message again and the second; or the second, and nothing more for 12 s.
await_restarted() {
    local end=$((SECONDS + 45)) last=0 since=$SECONDS now
    while ((SECONDS < end)); do
        sleep 0.2
        now=$(count "$taken")
        ((now == last)) || since=$SECONDS
        last=$now
        ((now < kills * 3)) || return 0
        ((now < kills * 2 || SECONDS - since < 12)) || [[ $(submitted_numbers) -lt $((kills * 2)) ]] || return 0
    done
}

submitted_numbers() { jq -n '[inputs | select(.event == "submitted") | .destination] | unique | length' "$work/log"; }

# SIGKILL to each program as soon as its Ctrl-Z has gone to the modem.
kill_in_flight() {
    local i end=$((SECONDS + 40)) left=$kills killed=()
    while ((left > 0 && SECONDS < end)); do
        for ((i = 0; i < kills; ++i)); do
            [[ -z "${killed[i]:-}" ]] || continue
            grep -q $'\032' "$work/said$i" 2>/dev/null || continue
            # shellcheck disable=SC2046
            kill -KILL $(tree "${processes[$i]}") 2>/dev/null || true
            wait "${processes[$i]}" 2>/dev/null || true
            [[ $(count "$taken.*\"modem\":$i,") -eq 0 ]] || { echo "modem$i had answered before the kill" >&2; return 1; }
            stop_relay "$i"
            killed[i]=1
            left=$((left - 1))
        done
        sleep 0.02
    done
    [[ $left -eq 0 ]] || { echo "$left programs handed no message over" >&2; return 1; }
}

judge_kills() { # name, settings
    local duplicates lost i known=0
    read -r duplicates lost < <(jq -n -r --argjson kills "$kills" '[inputs | select(.event == "submitted") | .destination]
        | "\(group_by(.) | map(select(length > 1)) | length) \($kills * 2 - (unique | length))"' "$work/log")
    if [[ $1 == gsmcfg ]]; then
        for ((i = 0; i < kills; ++i)); do
            known=$((known + $(sqlite3 "$work/peer$i/db" "SELECT EXISTS (SELECT 1 FROM attempt WHERE submission = 'uncertain')")))
        done
    fi
    value[$1 $2 kills]="$duplicates of $kills"
    [[ $known -eq 0 ]] || value[$1 $2 kills]+=", $known marked"
    [[ $lost -eq 0 ]] || value[$1 $2 kills]+=", $lost of $kills queued lost"
}

# gsmcfg's own work beside it: apply, 8 messages a meter, every reply read, compared and committed.
measure_apply() { # messages: nominal
    local meters=$(($1 / 8 + ($1 % 8 > 0)))
    awk -F, -v n="$meters" 'NR <= n + 1' sample-phones/fleet-1000.csv >"$work/fleet"
    awk -F, -v n="$meters" 'NR <= n + 1' sample-phones/phones-1000.csv >"$work/list"
    { printf 'sim_counter = "%s/sims.db"\n' "$work"; cat sample-phones/gsmcfg.toml; } >"$work/conf"
    configuration=$work/conf
    start_simulator "$work/fleet" --send-latency 0 --reply-delay 0 --restart-time 0
    apply 300 "$work/list"
    stop_simulator
    check_log "$meters"
    configuration=sample-phones/gsmcfg.toml
    value[apply $1]="$(calculate '%.0f' "$(of_recap sms_sent) / $wall") SMS/s, $(calculate '%.2f' "$cpu * 1000 / $(of_recap sms_sent)") CPU-s per 1,000"
}

measure_one() { # name, settings
    port=$base_port
    echo "$1, $2 settings …" >&2
    measure_rate "$1" "$2"
    measure_commands "$1" "$2"
    [[ $quick -eq 0 ]] || return 0
    measure_floor "$1" "$2"
    measure_full "$1" "$2"
    measure_kills "$1" "$2"
}

# A value, and how many times gsmcfg's it is.
cell() { # name, settings, what, format
    local mine=${value[gsmcfg default $3]:-${value[gsmcfg tuned $3]:-}} its=${value[$1 $2 $3]:-}
    if [[ -z "$its" || "$its" == - ]]; then echo -
    elif [[ -z "$mine" || $1 == gsmcfg ]]; then calculate "$4" "$its"
    else calculate "$4 (%.3g)" "$its, $its / $mine"; fi
}

print_table() {
    local row name settings format='%-19s %6s  %-15s %-15s %-13s %-13s %-11s %s\n'
    echo
    # shellcheck disable=SC2059
    printf "$format" "program, settings" queued "SMS/s" "CPU-s per 1,000" "of the floor" "AT per SMS" "found full" "duplicates after a kill"
    for row in "${rows[@]}"; do
        read -r name settings <<<"$row"
        # shellcheck disable=SC2059
        printf "$format" "$name, $settings" "${value[$row queued]}" "$(cell "$name" "$settings" rate %.3g)" "$(cell "$name" "$settings" cpu %.3g)" \
            "$(cell "$name" "$settings" floor %.3f)" "$(cell "$name" "$settings" at %.1f)" "${value[$row full]:--}" "${value[$row kills]:--}"
    done
    echo "in brackets: times gsmcfg's, with the default settings if they were measured"
    for row in "${rows[@]}"; do
        [[ -z "${value[$row rate5000]:-}" ]] || echo "$row, 5,000 queued: $(calculate '%.0f' "${value[$row rate5000]}") SMS/s, \
$(calculate '%.2f' "${value[$row rate5000]} / ${value[$row rate]}") of the rate with 500; ${value[$row cpu5000]} CPU-s per 1,000"
        [[ -z "${value[$row in]:-}" ]] || echo "$row: ${value[$row in]} AT commands for each SMS in, during the burst"
        [[ $row != gsmcfg* || -z "${value[$row floor_cpu]:-}" ]] || echo "$row: ${value[$row floor_cpu]} CPU-s per 1,000 at 3 s"
    done
    for row in 500 5000; do [[ -z "${value[apply $row]:-}" ]] || echo "gsmcfg apply, $row queued, replies read: ${value[apply $row]}"; done
}

usage() { echo "usage: scripts/bench.sh --peers [--no-install] [--programs DIR] [--only NAME] [--quick]" >&2; exit 2; }

parse() {
    read_options "$@"
    set -- "${rest[@]}"
    while [[ $# -gt 0 ]]; do
        case "$1" in
            --quick) quick=1 ;;
            --only)
                [[ $# -ge 2 ]] || usage
                only=$2
                shift
                ;;
            *) usage ;;
        esac
        shift
    done
    [[ -z "$only" || " gsmcfg smstools gammu-smsd kannel " == *" $only "* ]] || usage
}

# Ten ports for each program, of which nobody has the first.
find_ports() {
    for _ in $(seq 50); do
        base_port=$((1100 + RANDOM % 1900))
        (exec 3<>"/dev/tcp/127.0.0.1/${base_port}1") 2>/dev/null || return 0
    done
    echo "no free ports" >&2
    return 1
}

clean_up_peers() {
    local process
    for process in $program "${relays[@]}"; do
        # shellcheck disable=SC2046
        kill -KILL $(tree "$process") 2>/dev/null || true
    done
    program=
    clean_up
}

main_of_peers() {
    local name settings row
    parse "$@"
    [[ $quick -eq 0 ]] || few=5
    [[ $install -eq 0 ]] || install_peers
    for name in smsd gammu-smsd bearerbox socat jq; do
        command -v "$name" >/dev/null || { echo "there is no $name: without --no-install this script installs it" >&2; return 1; }
    done
    [[ $given -eq 1 ]] || build "$install"
    unset GSMCFG_PASSWORD
    make_work
    trap clean_up_peers EXIT
    find_ports
    rows=()
    for name in gsmcfg smstools gammu-smsd kannel; do
        [[ -z "$only" || $only == "$name" ]] || continue
        for settings in default tuned; do [[ $quick -eq 1 && $settings == default ]] || rows+=("$name $settings"); done
    done
    echo "$("$programs/gsmcfg" --version), $(dpkg-query -W -f '${Package} ${Version}, ' smstools gammu-smsd kannel)$(nproc) cores," \
        "$(uname -srm), $(stat -f -c %T "$work") file system, load $(cut -d ' ' -f 1 /proc/loadavg)"
    for row in "${rows[@]}"; do
        read -r name settings <<<"$row"
        measure_one "$name" "$settings"
    done
    [[ -n "$only" && $only != gsmcfg ]] || { measure_apply 500; [[ $quick -eq 1 ]] || measure_apply 5000; }
    print_table
    echo "load at the end $(cut -d ' ' -f 1 /proc/loadavg), $((SECONDS / 60)):$(printf %02d $((SECONDS % 60))) minutes"
}

if [[ "${BASH_SOURCE[0]}" == "$0" ]]; then main_of_peers "$@"; fi
