#!/bin/sh
set -eu
ask() { mariadb --no-defaults -h "$SLIPWAY_TEST_ADDRESS" -BN "$@"; }
ask -u app -e 'CREATE TABLE answers (n int); INSERT INTO answers VALUES (42); SELECT n FROM answers' shop
if MYSQL_PWD=wrong ask -u app -e 'SELECT 1' shop 2>/dev/null; then exit 1; fi
if MYSQL_PWD= ask -u root -e 'SELECT 1' 2>/dev/null; then exit 1; fi
if MYSQL_PWD= ask -u '' -e 'SELECT 1' 2>/dev/null; then exit 1; fi
echo refused
