#!/bin/sh
set -eu
ask() { nc -N -w 10 "$SLIPWAY_TEST_ADDRESS" 11211; }
login="app $PASSWORD"
printf 'set auth 0 0 %s\r\n%s\r\nset answer 0 0 2\r\n42\r\nget answer\r\nquit\r\n' "${#login}" "$login" | ask
refused=$(printf 'get answer\r\nquit\r\n' | ask; printf 'set auth 0 0 9\r\napp wrong\r\nget answer\r\nquit\r\n' | ask)
echo "$refused"
case $refused in *VALUE*) exit 1 ;; *CLIENT_ERROR*CLIENT_ERROR*) echo refused ;; esac
