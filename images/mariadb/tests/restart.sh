#!/bin/bash
# Starts the service twice; between, it is ended as a gear is.
set -eu
ask() { MYSQL_PWD=kept-to-itself mariadb --no-defaults -S /tmp/mariadb.sock -u app -BNe "$1" app; }
start() {
  run-mariadb >>/tmp/log 2>&1 & server=$!
  until ask 'SELECT 1' >/dev/null 2>&1; do kill -0 $server || { cat /tmp/log; exit 1; }; sleep 0.2; done
}
stop() { kill -TERM $server; code=0; wait $server || code=$?; echo "stopped with $code"; }
# A first start that was cut off left this.
mkdir -p /var/lib/mysql/data.new/mysql
start; ask "CREATE TABLE t (v text); INSERT INTO t VALUES ('kept')"; stop
start; ask 'SELECT v FROM t'; stop
if grep -q kept-to-itself /tmp/log; then echo "the password is written somewhere"; exit 1; fi
