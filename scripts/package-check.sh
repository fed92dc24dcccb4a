#!/usr/bin/env bash
# Installs, upgrades, removes and purges the packages in a system of their own, made by debootstrap in a temporary directory, and
# looks at what is there after each step. Mounts are made in a mount namespace of this script and end with it.
#   scripts/package-check.sh DIRECTORY UPGRADE      folders with the .deb files; UPGRADE has those of a higher version
# Exit code: 0 sound · 1 something is not · 2 usage · 3 the system can't be made here: no root, debootstrap, mirror or namespaces.
# Where apt gets its packages is taken from this machine: its settings are copied into that system.
set -euo pipefail

[[ $# -eq 2 && -d "$1" && -d "$2" ]] || { echo "usage: scripts/package-check.sh DIRECTORY UPGRADE" >&2; exit 2; }

cannot() { echo "package check: $*" >&2; exit 3; }

if [[ -z "${GSMCFG_OWN_NAMESPACE:-}" ]]; then
    [[ $(id -u) -eq 0 ]] || cannot "root is needed for debootstrap and chroot"
    command -v debootstrap >/dev/null || cannot "debootstrap is missing (the package debootstrap)"
    unshare --mount --pid --fork true 2>/dev/null || cannot "mount namespaces are not allowed here"
    GSMCFG_OWN_NAMESPACE=1 exec unshare --mount --propagation private --pid --fork --kill-child "$0" "$@"
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/gsmcfg-package.XXXXXX")
system=$work/system
failed=0

clean_up() {
    mountpoint -q "$system/dev/pts" && umount -l "$system/dev/pts"
    mountpoint -q "$system/sys" && umount -l "$system/sys"
    mountpoint -q "$system/proc" && umount -l "$system/proc"
    rm -rf --one-file-system "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

inside() { chroot "$system" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 "$@"; }
judge() { # words, 0 or 1 (what is right), command …
    local words=$1 wanted=$2 status=0
    shift 2
    inside "$@" >"$work/output" 2>&1 || status=1
    if [[ $status -eq $wanted ]]; then
        echo "  ok    $words"
        return
    fi
    failed=1
    echo "  FAIL  $words: $*"
    tail -n 10 "$work/output" | sed 's/^/        /'
}
# Words, and a command that must succeed or fail inside.
expect() { judge "$1" 0 "${@:2}"; }
expect_not() { judge "$1" 1 "${@:2}"; }
mode_of() { # what it must be: mode owner:group, path
    local found
    found=$(inside stat -c '%a %U:%G' "$2" 2>&1) || true
    expect "$2 is $1 (found: $found)" test "$found" = "$1"
}
apply_step() { # words, command …
    local words=$1
    shift
    echo "$words"
    inside "$@" >"$work/step" 2>&1 || { failed=1; echo "  FAIL  ended with an error:"; tail -n 30 "$work/step"; }
}

# The mirror that apt uses for Debian's own packages, and its proxy.
make_system() {
    local mirror proxy=
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
        awk '$2 == "bookworm" && $3 == "main" { print $1; exit }')
    [[ -n "$mirror" ]] || cannot "apt of this machine knows no mirror of bookworm"
    eval "$(apt-config shell proxy Acquire::http::Proxy)"
    [[ -z "$proxy" ]] || export http_proxy=$proxy
    echo "debootstrap of bookworm (a minute or two)"
    debootstrap --variant=minbase bookworm "$system" "$mirror" >"$work/debootstrap.log" 2>&1 ||
        { tail -n 20 "$work/debootstrap.log" >&2; cannot "debootstrap failed"; }
    rm -rf "$system/etc/apt"
    cp -a /etc/apt "$system/etc/apt"
    cp -a /usr/share/keyrings/. "$system/usr/share/keyrings/"
    [[ ! -d /etc/ssl/certs ]] || { mkdir -p "$system/etc/ssl"; cp -aL /etc/ssl/certs "$system/etc/ssl/"; }
    cp -L /etc/resolv.conf "$system/etc/resolv.conf"
    # Nothing is started: this system has not booted.
    printf '#!/bin/sh\nexit 101\n' >"$system/usr/sbin/policy-rc.d"
    chmod 755 "$system/usr/sbin/policy-rc.d"
    mount -t proc proc "$system/proc"
    mount -t sysfs -o ro sysfs "$system/sys"
    mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$system/dev/pts"
    ln -sf pts/ptmx "$system/dev/ptmx"
    mkdir -p "$system/packages/first" "$system/packages/upgrade"
    cp "$1"/*.deb "$system/packages/first/"
    cp "$2"/*.deb "$system/packages/upgrade/"
    cp -a "$(dirname "$0")/../sample-phones" "$system/packages/"
    chmod -R a+rX "$system/packages"
    inside apt-get -qq update >"$work/step" 2>&1 || { tail -n 10 "$work/step" >&2; cannot "apt-get update failed in the new system"; }
}

version_of() { inside dpkg-query -W -f '${Version}' gsmcfg; }

check_installed() {
    expect "the account is there, in the group dialout" sh -c 'id -nG gsmcfg | grep -qw dialout'
    mode_of "2770 gsmcfg:gsmcfg" /var/lib/gsmcfg
    mode_of "640 root:gsmcfg" /etc/gsmcfg/gsmcfg.toml
    mode_of "750 root:gsmcfg" /etc/gsmcfg
    expect "the program runs" gsmcfg --version
    expect "the simulator runs" gsmcfg-modemsim --version
    expect "the configuration is sound" gsmcfg config check --config /etc/gsmcfg/gsmcfg.toml
    expect "the service is enabled" systemctl is-enabled gsmcfg.service
    expect_not "the timer is not" systemctl -q is-enabled gsmcfg-status.timer
    expect "systemd takes the units" systemd-analyze verify --man=no /lib/systemd/system/gsmcfg.service \
        /lib/systemd/system/gsmcfg-status.timer
    expect "systemd finds them sandboxed" systemd-analyze security --offline=true --threshold=20 gsmcfg.service gsmcfg-status.service
    expect "dpkg finds all files as they were packed" sh -c 'test -z "$(dpkg --verify gsmcfg gsmcfg-modemsim)"'
}

# As the service's user, over a pseudo-terminal: all libraries are there, and the modes of the state directory are enough.
check_campaign() {
    cat >"$system/packages/campaign" <<'TEXT'
set -e
umask 007
cd "$(mktemp -d)"
gsmcfg-modemsim --fleet /packages/sample-phones/fleet.csv --dir modems --send-latency 0 --reply-delay 0 --restart-time 0 >ready &
trap 'kill $!' EXIT
for second in $(seq 60); do [ ! -s ready ] || break; sleep 1; done
gsmcfg apply /packages/sample-phones/profile.toml +99900100001 --yes --modem "$PWD/modems/modem0" --config /etc/gsmcfg/gsmcfg.toml
TEXT
    expect "a campaign of one meter, as the service's user" setpriv --reuid gsmcfg --regid gsmcfg --init-groups \
        env HOME=/nonexistent sh /packages/campaign
    mode_of "660 gsmcfg:gsmcfg" /var/lib/gsmcfg/gsmcfg.db
}

# The rules as udev reads them, on some terminal that is tagged.
check_rules() {
    local device
    device=$(cd "$system/sys/class/tty" && ls -d ttyS0 tty0 ptmx 2>/dev/null | head -n 1)
    apply_step "udev" apt-get -qq install -y --no-install-recommends udev
    printf 'KERNEL=="%s", ENV{GSMCFG_MODEM}="north"\n' "$device" >"$system/etc/udev/rules.d/50-gsmcfg-modems.rules"
    inside udevadm test "/sys/class/tty/$device" >"$system/packages/udev.log" 2>&1 || true
    expect_not "udev has nothing against the rules" grep -E "60-gsmcfg.rules:[0-9]+ .*([Ii]nvalid|[Uu]nknown|ignoring)" /packages/udev.log
    expect "ModemManager is kept away from a tagged port" grep -q '^ID_MM_PORT_IGNORE=1' /packages/udev.log
    expect "the port has its name" grep -Eq '^DEVLINKS=.*/dev/gsmcfg/north' /packages/udev.log
    rm -f "$system/etc/udev/rules.d/50-gsmcfg-modems.rules"
    inside udevadm test "/sys/class/tty/$device" >"$system/packages/udev.log" 2>&1 || true
    expect_not "a port that nobody has tagged is left as it is" grep -q '^ID_MM_' /packages/udev.log
    rm -rf "$system/run/udev"
}

make_system "$1" "$2"
apply_step "install" sh -c 'apt-get -qq install -y --no-install-recommends /packages/first/*.deb'
first=$(version_of)
check_installed
check_campaign
check_rules

inside sh -c 'echo "# ours" >>/etc/gsmcfg/gsmcfg.toml; echo secret >/etc/gsmcfg/admin.password; chmod 600 /etc/gsmcfg/gsmcfg.toml'
inside systemctl -q disable gsmcfg.service 2>/dev/null
apply_step "upgrade" sh -c 'apt-get -qq install -y /packages/upgrade/*.deb'
expect "the version is another: $first, $(version_of)" test "$first" != "$(version_of)"
expect "the configuration is ours still" grep -q '^# ours' /etc/gsmcfg/gsmcfg.toml
mode_of "600 root:gsmcfg" /etc/gsmcfg/gsmcfg.toml
expect "the campaign is there still" sh -c 'gsmcfg campaign list --db /var/lib/gsmcfg/gsmcfg.db | grep -q 1'
expect_not "a service that was disabled stays so" systemctl -q is-enabled gsmcfg.service
inside systemctl -q enable gsmcfg.service 2>/dev/null

apply_step "remove" apt-get -qq remove -y gsmcfg gsmcfg-modemsim
expect_not "the program is gone" command -v gsmcfg
expect "the configuration is there" grep -q '^# ours' /etc/gsmcfg/gsmcfg.toml
expect "the database is there" test -s /var/lib/gsmcfg/gsmcfg.db

apply_step "install again" sh -c 'apt-get -qq install -y --no-install-recommends /packages/first/gsmcfg_*.deb'
expect "the configuration is ours still" grep -q '^# ours' /etc/gsmcfg/gsmcfg.toml
expect "the service is enabled" systemctl is-enabled gsmcfg.service

apply_step "purge" apt-get -qq purge -y gsmcfg
cp "$work/step" "$system/packages/purge.log"
expect_not "the configuration is gone" test -e /etc/gsmcfg/gsmcfg.toml
expect "the database is there" test -s /var/lib/gsmcfg/gsmcfg.db
expect "a password file that was beside it, too" test -s /etc/gsmcfg/admin.password
expect "that is said" grep -q '/var/lib/gsmcfg is kept' /packages/purge.log
expect "nothing else is left" sh -c 'left=$(find / -xdev -path /packages -prune -o \( -name "*gsmcfg*" ! -path "/etc/gsmcfg" ! -path "/var/lib/gsmcfg*" \) -print); echo "$left"; test -z "$left"'

inside rm -r /etc/gsmcfg /var/lib/gsmcfg
apply_step "install and purge, nothing done in between" sh -c 'apt-get -qq install -y /packages/upgrade/gsmcfg_*.deb && apt-get -qq purge -y gsmcfg'
expect_not "no folder is left" sh -c 'test -e /etc/gsmcfg || test -e /var/lib/gsmcfg'

[[ $failed -eq 0 ]] || { echo "the packages are not sound"; exit 1; }
echo "packages: installed, upgraded, removed and purged; all as it should be"
