#!/bin/bash
# Starts the service twice; between, it is ended as a gear is.
set -eu
ask() { curl -fsS -u app:kept-to-itself "$@"; }
api=http://127.0.0.1:15672/api
start() {
  run-rabbitmq >>/tmp/log 2>&1 & server=$!
  until ask $api/overview >/dev/null 2>&1; do kill -0 $server || { cat /tmp/log; exit 1; }; sleep 0.5; done
}
stop() { kill -TERM $server; code=0; wait $server || code=$?; echo "stopped with $code"; }
start; ask -X PUT $api/queues/%2F/kept -H 'content-type: application/json' -d '{"durable": true}'; stop
start; ask $api/queues/%2F | grep -o '"name":"kept"' | cut -d'"' -f4; stop
if grep -q kept-to-itself /tmp/log; then echo "the password is written somewhere"; exit 1; fi
