#!/bin/sh
# Posts an event of gsmcfg to a web server as JSON. Needs curl and jq.
# program = ["/usr/share/doc/gsmcfg/examples/hooks/http-post.sh", "https://example.org/events"]
set -eu
url=$1
event=$(cat)

# Host and number are those of the event: a server can tell what it has seen already.
key=$(printf '%s' "$event" | jq -r '"\(.host)-\(.delivery)" | gsub("[^A-Za-z0-9.-]"; "")')
printf '%s' "$event" |
    curl --fail --silent --show-error --max-time 20 --output /dev/null \
        --header 'Content-Type: application/json' --header "Idempotency-Key: gsmcfg-$key" \
        --data-binary @- -- "$url"
