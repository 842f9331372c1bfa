#!/bin/sh
set -eu
psql -h "$SLIPWAY_TEST_ADDRESS" -U app -qAt shop -c 'CREATE TABLE answers (n int); INSERT INTO answers VALUES (42); SELECT n FROM answers'
if PGPASSWORD=wrong psql -h "$SLIPWAY_TEST_ADDRESS" -U app -c 'SELECT 1' shop 2>/dev/null; then exit 1; fi
if PGPASSWORD=x psql -h "$SLIPWAY_TEST_ADDRESS" -U postgres -c 'SELECT 1' postgres 2>/dev/null; then exit 1; fi
echo refused
