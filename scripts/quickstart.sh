#!/usr/bin/env bash
# From a fresh clone to 25 configured meters: installs the packages, builds, starts a simulated modem with a fleet of meters,
# and runs plan, apply and status on sample-phones/. Cleans up what it started.
#   scripts/quickstart.sh [--no-install]
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=scripts/options.sh
source scripts/options.sh
read_no_install scripts/quickstart.sh "$@"

[[ $install -eq 0 ]] || scripts/install-packages.sh scripts/packages.txt
echo "building (a few minutes the first time)"
cmake --preset release >/dev/null
cmake --build --preset release | tail -n 1

work=$(mktemp -d "${TMPDIR:-/tmp}/gsmcfg-quickstart.XXXXXX")
simulator=
cleanup() {
    [[ -z "$simulator" ]] || { kill "$simulator" 2>/dev/null || true; wait "$simulator" 2>/dev/null || true; }
    rm -rf "$work"
}
trap cleanup EXIT

gsmcfg=build/release/gsmcfg
build/release/gsmcfg-modemsim --fleet sample-phones/fleet.csv --dir "$work/modems" --seed 1 --send-latency 50 --reply-delay 100 \
    --restart-time 1000 >"$work/ready" &
simulator=$!
# The simulator says in one line when its modems are there.
for _ in $(seq 100); do
    [[ -s "$work/ready" ]] && break
    kill -0 "$simulator" 2>/dev/null || { echo "the simulated modem did not start" >&2; exit 1; }
    sleep 0.1
done
cat "$work/ready"
common=(--db "$work/gsmcfg.db" --modem "$work/modems/modem0" --config sample-phones/gsmcfg.toml)

run() {
    printf '\n$ gsmcfg'
    printf ' %s' "$@"
    printf '\n'
    "$gsmcfg" "$@" "${common[@]}"
}
run plan sample-phones/profile.toml sample-phones/phones.txt
run apply sample-phones/profile.toml sample-phones/phones.txt --yes
run status sample-phones/phones.txt --expect sample-phones/profile.toml --yes

cat <<'TEXT'

That was a simulation. For a real modem and real meters:
  build/release/gsmcfg init meters        writes gsmcfg.toml, profile.toml and phones.csv into the folder meters
  meters/gsmcfg.toml                      [modem.first] (gsmcfg modem list shows the ports), allow_prefixes for your numbers,
                                          country_code and trunk_prefix for those without +, and your password's file
  meters/profile.toml                     your access point, server and mode
  meters/phones.csv                       the meters' SIM numbers
then, in that folder: gsmcfg plan profile.toml phones.csv --config gsmcfg.toml, and gsmcfg apply with the same words.
TEXT
