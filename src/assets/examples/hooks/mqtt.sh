#!/bin/sh
# Publishes an event of gsmcfg as JSON by MQTT, under TOPIC/EVENT. Needs mosquitto-clients and jq.
# program = ["/usr/share/doc/gsmcfg/examples/hooks/mqtt.sh", "broker.example.org", "meters"]
set -eu
host=$1
topic=$2
event=$(cat)

name=$(printf '%s' "$event" | jq -r '.event | strings | gsub("[^a-z-]"; "")')
printf '%s' "$event" | mosquitto_pub -h "$host" -t "$topic/$name" -q 1 -s
