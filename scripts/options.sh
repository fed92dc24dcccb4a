# shellcheck shell=bash
# For scripts whose only option is --no-install: sets install to 1 or 0.
read_no_install() { # script, words
    local script=$1 word
    shift
    install=1
    for word in "$@"; do
        [[ "$word" == --no-install ]] || { echo "usage: $script [--no-install]" >&2; exit 2; }
        install=0
    done
}
