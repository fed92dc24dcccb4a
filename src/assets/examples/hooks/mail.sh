#!/bin/sh
# Mails an event of gsmcfg through sendmail. Needs jq and a mail system.
# program = ["/usr/share/doc/gsmcfg/examples/hooks/mail.sh", "metering@example.org"]
set -eu
recipient=$1
event=$(cat)

# Text from the air never becomes a header, a command or an option: the subject is encoded, the body is JSON.
subject=$(printf '%s' "$event" |
    jq -r '"gsmcfg: \(.event) \(.from // .phone // .modem // .campaign // "")"[:40] | gsub("[[:cntrl:]]"; " ") | "=?UTF-8?B?\(@base64)?="')

{
    printf 'To: %s\nSubject: %s\n' "$recipient" "$subject"
    printf 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n'
    printf '%s' "$event" | jq -r 'to_entries[] | select(.value != null and .value != "") | "\(.key): \(.value | tojson)"'
} | sendmail -i -- "$recipient"
