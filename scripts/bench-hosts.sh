#!/usr/bin/env bash
# Measures several hosts on one PostgreSQL server of its own (a temporary directory, a socket, no TCP port) and prints a table: figure,
# measured, goal. About eight minutes after the build. A host is a process with a configuration and modems of its own.
#   scripts/bench-hosts.sh [--no-install] [--programs DIR]      (as scripts/bench.sh)
# Exit code: 0 measured (a missed goal is only shown) · 1 a run went wrong, or the simulator's log contradicts the recap · 2 usage.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/bench.sh
source scripts/bench.sh

server=
hosts=()

as_server_user() {
    if [[ $(id -u) -eq 0 ]]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi
}

# Commits are flushed, as in service.
start_server() {
    local bin
    bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    server=$(mktemp -d "${TMPDIR:-/tmp}/gsmcfg-server.XXXXXX")
    [[ $(id -u) -ne 0 ]] || chown postgres "$server"
    as_server_user "$bin/initdb" --pgdata="$server/data" --auth=trust --encoding=UTF8 --locale=C --username=gsmcfg >"$work/initdb"
    as_server_user "$bin/pg_ctl" start --wait --pgdata="$server/data" --log="$server/log" \
        --options="-k $server -c listen_addresses='' -c max_connections=200 -c shared_buffers=128MB" >/dev/null
    stop_command=("$bin/pg_ctl" stop --wait --mode=immediate --pgdata="$server/data")
}

stop_server() {
    stop_hosts
    [[ -z "$server" ]] || { as_server_user "${stop_command[@]}" >/dev/null || true; rm -rf "$server"; }
    clean_up
}

# An empty database; its URL is in `url`.
fresh_database() {
    psql -q -h "$server" -U gsmcfg postgres -c 'DROP DATABASE IF EXISTS gsmcfg WITH (FORCE)' -c 'CREATE DATABASE gsmcfg TEMPLATE template0' 2>/dev/null
    url="postgresql://gsmcfg@/gsmcfg?host=${server//\//%2F}"
}

ask() { psql -h "$server" -U gsmcfg gsmcfg -Atc "$1"; }

# That many hosts with that many modems each, of the simulator's; returns when all are ready.
start_hosts() { # hosts, modems
    local host modem number=0
    for host in $(seq "$1"); do
        {
            printf 'database = "%s"\nhost = "host%s"\n[numbers]\nallow_prefixes = ["+999"]\n[credential.default]\npassword = "12345678"\n' "$url" "$host"
            for modem in $(seq "$2"); do
                printf '[modem.h%sm%s]\ndevice = "%s"\n' "$host" "$modem" "$work/modems/modem$number"
                number=$((number + 1))
            done
        } >"$work/host$host.toml"
        chmod 600 "$work/host$host.toml"
        "$programs/gsmcfg" serve --config "$work/host$host.toml" 2>"$work/host$host.log" &
        hosts+=($!)
    done
    for _ in $(seq 600); do
        [[ $(cat "$work"/host*.log | grep -c ': ready$' || true) -lt $number ]] || return 0
        sleep 0.1
    done
    tail -n 5 "$work"/host*.log >&2
    return 1
}

stop_hosts() {
    local host
    for host in "${hosts[@]}"; do kill "$host" 2>/dev/null || true; done
    for host in "${hosts[@]}"; do wait "$host" || true; done
    hosts=()
    rm -f "$work"/host*.log
}

# SMS a second between the first and the last of the middle eight tenths.
measure_rate() { # hosts, modems, meters, milliseconds of an SMS
    fleet_of "$3" >"$work/fleet.csv"
    tail -n +2 "$work/fleet.csv" | cut -d, -f1 >"$work/list"
    fresh_database
    start_simulator "$work/fleet.csv" --modems $(($1 * $2)) --send-latency "$4" --reply-delay "$4" --restart-time "$4" --quiet
    start_hosts "$1" "$2"
    "$programs/gsmcfg" apply "$profile" "$work/list" --settings port --no-restart --yes --json --config "$work/host1.toml" >"$work/out" 2>"$work/errors" ||
        { tail -n 5 "$work/errors" >&2; return 1; }
    recap=$(grep '"event":"recap"' "$work/out" | tail -n 1)
    stop_hosts
    stop_simulator
    [[ $(of_recap sms_sent) -eq $(jq -n '[inputs | select(.event == "submitted")] | length' "$work/log") ]] ||
        { echo "the simulator's log contradicts the recap" >&2; return 1; }
    rate=$(jq -n -r '[inputs | select(.event == "submitted") | .t_ms] | sort | (length / 10 | floor) as $a | (length * 9 / 10 | floor) as $b
        | ($b - $a) * 1000 / (.[$b] - .[$a])' "$work/log")
    rate=$(calculate '%.2f' "$rate")
}

measure_hosts() {
    local hosts_at_work one=
    for hosts_at_work in 1 2 4; do
        measure_rate "$hosts_at_work" 8 $((hosts_at_work * 300)) 1000
        [[ -n "$one" ]] || one=$rate
        row "$hosts_at_work host(s) × 8 modems at 1 s" "$rate SMS/s" ">= $(calculate '%.2f' "$hosts_at_work * 8 * 0.97")" \
            "$(verdict "$rate >= $hosts_at_work * 8 * 0.97")"
        [[ $hosts_at_work -eq 1 ]] || row "  of $hosts_at_work times one host" "$(calculate '%.3f' "$rate / $hosts_at_work / $one")" ">= 0.95" \
            "$(verdict "$rate / $hosts_at_work / $one >= 0.95")"
    done
}

# What the database allows, and where the time goes.
measure_limit() {
    measure_rate 4 8 4000 0
    row "4 hosts × 8 modems at latency 0" "$rate SMS/s" "" ""
    row "  commits of the server for each SMS" "$(calculate '%.2f' "$(ask "SELECT xact_commit FROM pg_stat_database WHERE datname = 'gsmcfg'") / $(of_recap sms_sent)")" "" ""
}

measure_million_meters() {
    local from took
    fresh_database
    awk 'BEGIN { for (i = 0; i < 1000000; ++i) printf "+9991%07d\n", i }' >"$work/million.txt"
    fleet_of 1 >"$work/fleet.csv"
    start_simulator "$work/fleet.csv"
    start_hosts 1 1
    from=$EPOCHREALTIME
    "$programs/gsmcfg" apply "$profile" "$work/million.txt" --yes --json --max-sms 8 --detach --config "$work/host1.toml" >"$work/out" 2>"$work/errors" ||
        { tail -n 5 "$work/errors" >&2; return 1; }
    took=$(calculate '%.1f' "$EPOCHREALTIME - $from")
    [[ $(ask 'SELECT meters FROM campaign') -eq 1000000 ]]
    row "1,000,000 meters read and created" "$took s" "< 60 s" "$(verdict "$took < 60")"
    stop_hosts
    stop_simulator
}

read_these_options scripts/bench-hosts.sh "$@"
[[ $given -eq 1 ]] || build "$install"
unset GSMCFG_PASSWORD
make_work
trap stop_server EXIT
start_server
echo "$("$programs/gsmcfg" --version), PostgreSQL $(ask 'SHOW server_version' 2>/dev/null || psql -h "$server" -U gsmcfg postgres -Atc 'SHOW server_version')," \
    "$(nproc) cores, $(uname -srm), load $(cut -d ' ' -f 1 /proc/loadavg)"
row figure measured goal ""
measure_million_meters
measure_hosts
measure_limit
