#!/bin/sh
# Asks the API of the demo what its OpenAPI document allows, and what it does not (pip install schemathesis).
#
#   crates/serve/tests/schemathesis.sh target/debug/tradewire            about 2,000 cases
#   crates/serve/tests/schemathesis.sh target/debug/tradewire 850        about 20,000 cases
#
# It fails on any 5xx, on any status, media type or body that is not described, and where something that breaks the
# schema is taken. It does not ask that all that fits the schema be taken: which of two fields goes with which, and that
# somebody is named as reviewer, no schema says.
set -eu
binary=$1
most=${2:-70}
port=${PORT:-8765}
"$binary" demo --port "$port" >/dev/null 2>&1 &
demo=$!
trap 'kill "$demo" 2>/dev/null || true' EXIT
tries=0
until curl -sf "http://127.0.0.1:$port/health" >/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 180 ] || { echo "the demo does not answer on port $port" >&2; exit 1; }
    sleep 1
done
"${SCHEMATHESIS:-schemathesis}" run "http://127.0.0.1:$port/api/v1/openapi.json" \
    --max-examples "$most" --seed 8 --phases examples,coverage,fuzzing \
    --exclude-checks positive_data_acceptance
