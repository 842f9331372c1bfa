#!/bin/sh
redis-cli -h "$SLIPWAY_TEST_ADDRESS" ping 2>&1
exit 0
