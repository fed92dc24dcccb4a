# shellcheck shell=bash
# The programs that scripts/bench-peers.sh measures: their queues, starts and ends, and what they say to the modem. To be sourced there;
# a program is gsmcfg, smstools, gammu-smsd or kannel, its settings are default or tuned.
# shellcheck disable=SC2034,SC2154 # taken, come and started are for the caller; work, programs, configuration, text and port are its own

# A process and all that it has started.
tree() { # process
    local child
    echo "$1"
    for child in $(pgrep -P "$1" || true); do tree "$child"; done
}

# Seconds of processor time of a process and all that it has started, as the kernel counts them, in ns.
cpu_of() { # process
    local process
    for process in $(tree "$1"); do cat "/proc/$process/task/"*/schedstat 2>/dev/null || true; done |
        awk '{ ns += $1 } END { printf "%.6f", ns / 1e9 }'
}

count() { grep -c "$1" "$work/log" || true; } # pattern
taken='"event":"submitted"'
come='"kind":"message"'

phone() { printf '+9990030%04d' "$1"; }

# Meters from 1 on.
write_fleet() { # meters, behaviour
    awk -v n="$1" -v behaviour="$2" 'BEGIN {
        print "phone,type,serial,firmware,password,mode,apn,dns,port,timeout,reset,behaviour"
        for (i = 1; i <= n; ++i) printf "+9990030%04d,GS04,01172016300%04d,2.0,12345678,0,old,,8000,300,24,%s\n", i, i, behaviour
    }' >"$work/fleet"
}

# A relay that keeps what the program says to the modem in the file said. gsmcfg refuses a port that somebody else has open; for the
# others the relay's port is held open, for Kannel opens and closes it several times.
start_relay() { # number, name
    local link="$work/relay$1" file
    rm -f "$link" "$work/said$1"
    socat -r "$work/said$1" "PTY,link=$link,rawer,wait-slave,pty-interval=0.05" "OPEN:$work/modems/modem$1,rawer" 2>/dev/null &
    relays[$1]=$!
    until [[ -e "$link" ]]; do sleep 0.02; done
    held[$1]=
    [[ $2 != gsmcfg ]] || return 0
    exec {file}<>"$link"
    held[$1]=$file
}

stop_relay() { # number
    local file=${held[$1]}
    [[ -z "$file" ]] || exec {file}>&-
    kill "${relays[$1]}" 2>/dev/null || true
    wait "${relays[$1]}" 2>/dev/null || true
    unset "relays[$1]"
}

# What the program said, a line each: a command ends with CR, a text with Ctrl-Z.
said() { tr '\r' '\n' <"$work/said$1" | tr '\032' '\n'; } # number

# AT commands for each SMS, from the first AT+CMGS to the last.
commands_for_each() { # number
    said "$1" | awk '
        toupper($0) ~ /^AT/ { ++commands }
        toupper($0) ~ /^AT\+CMGS=/ { if (!first) first = commands; last = commands; ++sent }
        END { if (sent > 1) printf "%.1f", (last - first) / (sent - 1); else printf "-" }'
}

# A folder with configuration and queue: messages to so many meters from the given one on.
prepare() { # name, settings, folder, device, first meter, messages
    local name=$1 folder=$3
    rm -rf "$folder"
    mkdir -p "$folder"/{outgoing,checked,incoming,failed,sent,stats}
    awk -v from="$5" -v n="$6" 'BEGIN { for (i = 0; i < n; ++i) printf "+9990030%04d\n", from + i }' >"$folder/numbers"
    [[ $name == gsmcfg ]] || configure "$@"
    case $name in
        gsmcfg) { printf 'sim_counter = "%s/sims.db"\n' "$work"; cat "$configuration"; } >"$folder/conf" ;;
        smstools) awk -v folder="$folder/outgoing" -v text="$text" '{
                file = sprintf("%s/%05d", folder, NR); printf "To: %s\n\n%s", substr($0, 2), text >file; close(file) }' "$folder/numbers" ;;
        gammu-smsd) awk -v folder="$folder/outgoing" -v text="$text" '{
                file = sprintf("%s/OUTA20260101_000000_00_%s_%05d.txt", folder, $0, NR); printf "%s", text >file; close(file) }' "$folder/numbers" ;;
        kannel)
            sed 's/+/00/' "$folder/numbers" >"$folder/receivers"
            printf '%s' "$text" >"$folder/text"
            ;;
    esac
}

configure() { # name, settings, folder, device
    sed -e "s|@HOME@|$3|g" -e "s|@DEVICE@|$4|g" -e "s|@PORT@|$port|g" "tests/bench/peers/$1-$2.conf" >"$3/conf"
}

# Starts the program, the first time or again after it was killed; sets started.
start_peer() { # name, settings, folder, device, again?
    local folder=$3 options=() TIMEFORMAT='%U %S'
    case $1 in
        gsmcfg)
            options=(--db "$folder/db" --config "$folder/conf" --modem "$4" --yes --json)
            [[ $2 == default || $5 -eq 1 ]] || options+=(--no-reports)
            if [[ $5 -eq 0 ]]; then options=(send "$folder/numbers" '{credential} PORT 4059' "${options[@]}")
            else options=(campaign resume 1 "${options[@]}"); fi
            # It ends by itself when all have answered: the shell keeps its processor time.
            { time "$programs/gsmcfg" "${options[@]}" >>"$folder/out" 2>&1; } 2>"$folder/times" &
            ;;
        smstools) smsd "-c$folder/conf" "-p$folder/pid" "-i$folder/working" -t >>"$folder/out" 2>&1 & ;;
        gammu-smsd) gammu-smsd -c "$folder/conf" >>"$folder/out" 2>&1 & ;;
        kannel) bearerbox -v 4 "$folder/conf" >>"$folder/out" 2>&1 & ;;
    esac
    started=$!
    [[ $1 != kannel || $5 -eq 1 ]] || give_to_kannel "$folder" &
}

# mtbatch of the package hands the queue over as an smsbox does; what it takes is not counted.
give_to_kannel() { # folder
    local gate
    gate=$(awk '$1 == "smsbox-port" { print $3 }' "$1/conf")
    for _ in $(seq 100); do
        (exec 3<>"/dev/tcp/127.0.0.1/$gate") 2>/dev/null && break
        sleep 0.1
    done
    mtbatch -v 4 -b 127.0.0.1 -p "$gate" -f 123 "$1/text" "$1/receivers" >>"$1/out" 2>&1
}

stop_peer() { # process, name
    local processes
    processes=$(tree "$1")
    # Of gsmcfg the first process is the shell that takes its time.
    if [[ $2 == gsmcfg ]]; then kill -INT "${processes##*$'\n'}" 2>/dev/null || true; else kill "$1" 2>/dev/null || true; fi
    for _ in $(seq 100); do
        kill -0 "$1" 2>/dev/null || break
        sleep 0.1
    done
    # shellcheck disable=SC2086
    kill -KILL $processes 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}
