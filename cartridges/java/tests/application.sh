#!/bin/bash
# Builds a source with the cartridge's own scripts, starts it, asks it, ends it.
set -euo pipefail
mkdir -p /tmp/src/example
cat >/tmp/src/example/Main.java <<'JAVA'
package example;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;

public class Main {
    public static void main(String[] arguments) throws Exception {
        var server = HttpServer.create(new InetSocketAddress(Integer.getInteger("server.port")), 0);
        server.createContext("/", exchange -> {
            byte[] text = (System.getProperty("given") + " " + System.getenv("PORT") + "\n").getBytes();
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        server.start();
    }
}
JAVA
echo '-Dgiven=given' >/tmp/src/java.options
/usr/libexec/s2i/assemble
/usr/libexec/s2i/run & server=$!
until curl -fsS http://127.0.0.1:9000/ 2>/dev/null; do kill -0 $server; sleep 0.2; done
cat /tmp/java.options
kill -TERM $server; code=0; wait $server || code=$?
echo "stopped with $code"
