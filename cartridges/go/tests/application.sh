#!/bin/bash
# Builds a source with the cartridge's own scripts, starts it, asks it, ends it.
set -euo pipefail
mkdir -p /tmp/src
printf 'module example\n\ngo 1.19\n' >/tmp/src/go.mod
cat >/tmp/src/main.go <<'GO'
package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	http.ListenAndServe(":"+os.Getenv("PORT"), http.HandlerFunc(func(answer http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(answer, os.Getenv("OWN"), os.Getenv("GOMEMLIMIT"))
	}))
}
GO
echo 'OWN=given' >/tmp/src/application.environment
/usr/libexec/s2i/assemble
/usr/libexec/s2i/run & server=$!
until curl -fsS http://127.0.0.1:9000/ 2>/dev/null; do kill -0 $server; sleep 0.2; done
kill -TERM $server; code=0; wait $server || code=$?
echo "stopped with $code"
