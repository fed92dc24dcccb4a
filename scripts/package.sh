#!/usr/bin/env bash
# Makes the Debian packages gsmcfg and gsmcfg-modemsim in build/package.
#   scripts/package.sh [--no-install] [--version VERSION] [--check]
#     --no-install       do not install packages
#     --version VERSION  of the packages; without it that of the project and -1
#     --check            besides: lintian, and install, upgrade, remove and purge in a system of their own (root, debootstrap,
#                        about 300 MB in a temporary directory; its Debian packages come from where this machine has its own)
# Exit code: 0 made (and sound) · 1 something is wrong · 2 usage · 3 the system for the test can't be made here.
set -euo pipefail
cd "$(dirname "$0")/.."

build=build/package
install=1
check=0
version=
while [[ $# -gt 0 ]]; do
    case "$1" in
        --no-install) install=0 ;;
        --check) check=1 ;;
        --version)
            [[ $# -ge 2 && "$2" =~ ^[0-9][A-Za-z0-9.+~-]*$ ]] || { echo "--version wants a Debian version such as 0.1.0-1" >&2; exit 2; }
            version=$2
            shift
            ;;
        *) echo "usage: scripts/package.sh [--no-install] [--version VERSION] [--check]" >&2; exit 2 ;;
    esac
    shift
done

packages=(dpkg-dev fakeroot)
[[ $check -eq 0 ]] || packages+=(lintian debootstrap)
[[ $install -eq 0 ]] || scripts/install-packages.sh scripts/packages.txt <(printf '%s\n' "${packages[@]}")

# The same tree makes the same packages: their times are those of the commit.
if [[ -z "${SOURCE_DATE_EPOCH:-}" ]]; then
    SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || date +%s)
    export SOURCE_DATE_EPOCH
fi

# Who made them, as Debian's own tools take it.
name=${DEBFULLNAME:-$(git config user.name 2>/dev/null || echo gsmcfg)}
address=${DEBEMAIL:-$(git config user.email 2>/dev/null || echo "root@$(hostname)")}

# Leaves the packages of that version in the folder.
make_packages() { # version, folder
    mkdir -p "$2"
    rm -f "$2"/*.deb
    cmake --preset package -DGSMCFG_PACKAGE_VERSION="$1" -DGSMCFG_MAINTAINER="$name <$address>" >/dev/null
    cmake --build --preset package | tail -n 1
    (umask 022 && cpack --config "$build/CPackConfig.cmake" -B "$2" >"$build/cpack.log") || { tail -n 20 "$build/cpack.log" >&2; return 1; }
    rm -rf "$2/_CPack_Packages"
    ls "$2"/*.deb
}

# As Debian builds its own: position independent, symbols bound at the start and then read-only, guarded stack, checked functions.
check_hardening() {
    local program all mark
    for program in "$build/gsmcfg" "$build/gsmcfg-modemsim"; do
        all=$(readelf -hldW --dyn-syms "$program")
        for mark in 'Type: *DYN' GNU_RELRO BIND_NOW __stack_chk_fail '__[a-z]*_chk@'; do
            grep -q "$mark" <<<"$all" || { echo "$program is not hardened: no $mark" >&2; return 1; }
        done
    done
}

[[ -n "$version" ]] || version=$(sed -n 's/^project(gsmcfg VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)-1
echo "building (a few minutes the first time)"
make_packages "$version" "$build/packages"
check_hardening
[[ $check -eq 1 ]] || exit 0

lintian --fail-on error,warning --tag-display-limit 0 "$build"/packages/*.deb
echo "lintian: no error, no warning"
# A higher version than any of the real ones: what an upgrade does must not depend on what has changed.
make_packages "$version+upgrade1" "$build/upgrade"
scripts/package-check.sh "$build/packages" "$build/upgrade"
