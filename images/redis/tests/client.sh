#!/bin/sh
set -eu
ask() { redis-cli -h "$SLIPWAY_TEST_ADDRESS" "$@"; }
ask set answer 42
ask get answer
REDISCLI_AUTH=wrong ask get answer 2>&1 | grep -q NOAUTH
env -u REDISCLI_AUTH redis-cli -h "$SLIPWAY_TEST_ADDRESS" get answer 2>&1 | grep -q NOAUTH
echo refused
