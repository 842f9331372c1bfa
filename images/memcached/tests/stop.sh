#!/bin/bash
set -eu
run-memcached >/tmp/log 2>&1 & server=$!
until nc -z 127.0.0.1 11211; do kill -0 $server || { cat /tmp/log; exit 1; }; sleep 0.2; done
if grep -q kept-to-itself /tmp/log /proc/$server/cmdline; then echo "the password is written somewhere"; exit 1; fi
kill -TERM $server; code=0; wait $server || code=$?
echo "stopped with $code"
