#!/bin/sh
# Asks the API of the demo what its OpenAPI document allows, and what it does not (pip install schemathesis).
#
#   crates/serve/tests/schemathesis.sh target/debug/tradewire              about 2,000 cases
#   crates/serve/tests/schemathesis.sh target/debug/tradewire 1100         about 20,000 cases
#   crates/serve/tests/schemathesis.sh target/debug/tradewire 70 accounts  the same of a ledger with accounts, with a token
#
# It fails on any 5xx, on any status, media type or body that is not described, and where something that breaks the
# schema is taken. It does not ask that all that fits the schema be taken: which of two fields goes with which, and that
# somebody is named as reviewer, no schema says. With accounts it also fails where something is answered without a token.
set -eu
binary=$1
most=${2:-70}
port=${PORT:-8765}
folder=$(mktemp -d)
site=
trap '[ -z "$site" ] || kill "$site" 2>/dev/null || true; rm -rf "$folder"' EXIT
if [ "${3:-}" = accounts ]; then
    TRADEWIRE_LEDGER=$folder/ledger.sqlite
    export TRADEWIRE_LEDGER
    echo 'Meta以143亿美元收购Scale AI 49%的股份。' >"$folder/a.txt"
    "$binary" ingest "$folder/a.txt" >/dev/null
    head -c 24 /dev/urandom | base64 | "$binary" account add ada --rank admin --password-stdin
    token=$("$binary" account token add ada --name schemathesis --scope review)
    "$binary" desk new --desk "$folder/desk" --key "$folder/desk.key" >/dev/null 2>&1
    "$binary" serve --addr "127.0.0.1:$port" --accounts "$folder/accounts.sqlite" --desk "$folder/desk" \
        --desk-key "$folder/desk.key" --desk-owner ada >/dev/null 2>&1 &
    set -- --header "Authorization: Bearer $token"
else
    "$binary" demo --port "$port" >/dev/null 2>&1 &
    # No private desk is served there, so by every method nothing is.
    set -- --exclude-path-regex '^/api/v1/desk'
fi
site=$!
tries=0
until curl -sf "http://127.0.0.1:$port/health" >/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 180 ] || { echo "nothing answers on port $port" >&2; exit 1; }
    sleep 1
done
"${SCHEMATHESIS:-schemathesis}" run "http://127.0.0.1:$port/api/v1/openapi.json" \
    --max-examples "$most" --seed 8 --phases examples,coverage,fuzzing \
    --exclude-checks positive_data_acceptance "$@"
