#!/bin/bash
# Starts the service twice; between, it is ended as a gear is.
set -eu
start() {
  run-redis >>/tmp/log 2>&1 & server=$!
  until [ "$(redis-cli ping 2>/dev/null)" = PONG ]; do kill -0 $server || { cat /tmp/log; exit 1; }; sleep 0.2; done
}
stop() { kill -TERM $server; code=0; wait $server || code=$?; echo "stopped with $code"; }
start; redis-cli set t kept; stop
start; redis-cli get t; stop
if grep -q kept-to-itself /tmp/log /tmp/redis.conf; then echo "the password is written somewhere"; exit 1; fi
