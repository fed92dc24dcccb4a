#!/usr/bin/env bash
# The proofs that take long, about 15 minutes after the build: the radio floor with 20 meters, and five runs over the 1,000-meter
# list. After each the simulator's log must show that as many SMS were sent as the recap says and that every meter uses the profile.
# Then, in virtual time, campaigns of 200 meters with all faults of modem and network at 1 % each: 10 seeds, and every make of modem;
# one of 100,000 meters on 8 modems, whose duration must be that of the plan within 2 %; and four days of a service with those faults, in
# which neither memory nor files nor threads may grow (the first day fills the databases' page caches).
# Then the torture: 500 kills at random moments, 1,000 campaigns that lose their power, a flood of 10,000 messages and 100,000 parts of
# messages that never end; and 100 kills of a host among four on one PostgreSQL, 20 of that server.
# At last the Debian packages, installed, upgraded and removed: scripts/package.sh --check, as root.
#   scripts/proof.sh [--no-install] [--programs DIR]      (the options of scripts/bench.sh; with --programs only what these can prove)
# Exit code: 0 all proven · 1 something is not. The rate of SMS is shown, not judged: it depends on the machine.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/bench.sh
source scripts/bench.sh

read_these_options scripts/proof.sh "$@"
[[ $given -eq 1 ]] || build "$install"
unset GSMCFG_PASSWORD
make_work

for run in 1 2 3 4 5; do
    throughput
    echo "1,000 meters, run $run: $(of_recap confirmed) confirmed, $(of_recap sms_sent) SMS sent, $(of_recap sms_received) received," \
        "$rate SMS/s; the simulator's log agrees"
done

echo "radio floor: 20 meters at 3 s a message, about 8 minutes"
radio_floor 20
echo "radio floor: $radio_sent SMS in $wall s, $radio_ratio of the radio's time; the simulator's log agrees"
[[ $(verdict "$radio_ratio <= 1.01") == met ]] || { echo "the radio floor is missed: $radio_ratio is above 1.01" >&2; exit 1; }
if [[ $given -eq 0 ]]; then
    cmake --preset test >/dev/null
    cmake --build --preset test --target worker_test | tail -n 1
    echo "faults at 1 % each: 10 seeds, every make of modem, 200 meters each, about 5 minutes"
    GSMCFG_FAULT_SEEDS=10 build/test/tests/service/worker_test --gtest_brief=1 --gtest_filter='Modems/*' 2>"$work/faults" >"$work/out" || {
        grep -v truth: "$work/out" | head -n 100 >&2
        exit 1
    }
    tail -n 1 "$work/out"

    echo "forecast: 100,000 meters of 8 settings on 8 modems in virtual time, about 20 minutes of processor time"
    cmake --preset proof >/dev/null
    cmake --build --preset proof --target worker_test | tail -n 1
    GSMCFG_FORECAST_METERS=100000 build/proof/tests/service/worker_test --gtest_brief=1 --gtest_filter='ForecastTruth.*' \
        >"$work/out" 2>&1 || { tail -n 30 "$work/out" >&2; exit 1; }
    grep truth: "$work/out"

    echo "soak: four days of virtual time, two modems, a campaign every twenty minutes, faults at 1 % each, some minutes"
    GSMCFG_SOAK_HOURS=96 build/proof/tests/service/worker_test --gtest_brief=1 --gtest_filter='ServiceTest.DaysOfFaults*' \
        >"$work/out" 2>&1 || { tail -n 30 "$work/out" >&2; exit 1; }
    grep soak: "$work/out"

    echo "torture: kills, cuts of the power, hostile air, about 15 minutes"
    cmake --build --preset proof --target torture_test power_cut_test hostile_air_test | tail -n 1
    for name in torture_test power_cut_test hostile_air_test; do
        GSMCFG_TORTURE_KILLS=500 GSMCFG_POWER_CUTS=1000 GSMCFG_FLOOD=10000 GSMCFG_ENDLESS_PARTS=100000 GSMCFG_DAILY_CAP=100 \
            "build/proof/tests/torture/$name" --gtest_brief=1 >"$work/out" 2>&1 || { tail -n 30 "$work/out" >&2; exit 1; }
        grep -E 'truth:|PASSED' "$work/out"
    done

    echo "hosts: 100 kills of a host among four, 20 of their server, about 6 minutes"
    cmake --build --preset proof --target hosts_test | tail -n 1
    GSMCFG_HOST_KILLS=100 GSMCFG_SERVER_KILLS=20 build/proof/tests/hosts/hosts_test --gtest_brief=1 --gtest_filter='HostsKilled.*' \
        >"$work/out" 2>&1 || { tail -n 30 "$work/out" >&2; exit 1; }
    grep PASSED "$work/out"

    options=(--check)
    [[ $install -eq 1 ]] || options+=(--no-install)
    scripts/package.sh "${options[@]}"
fi
echo "all proven"
