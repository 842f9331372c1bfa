#!/bin/bash
# Starts the service twice; between, it is ended as a gear is.
set -eu
ask() { psql -h /tmp -U app -qAt app -c "$1"; }
start() {
  run-postgresql >>/tmp/log 2>&1 & server=$!
  until ask 'SELECT 1' >/dev/null 2>&1; do kill -0 $server || { cat /tmp/log; exit 1; }; sleep 0.2; done
}
stop() { kill -"$1" $server; code=0; wait $server || code=$?; echo "stopped with $code"; }
# A first start that was cut off left this.
mkdir -p /var/lib/postgresql/data/15.new/base
start; ask "CREATE TABLE t (v text); INSERT INTO t VALUES ('kept')"; stop INT
start; ask 'SELECT v FROM t'; stop TERM
if grep -q kept-to-itself /tmp/log; then echo "the password is written somewhere"; exit 1; fi
