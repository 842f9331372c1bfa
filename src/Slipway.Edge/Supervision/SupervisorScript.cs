namespace Slipway.Edge.Supervision;

/// <summary>
/// The shell loop that keeps HAProxy running without the server. It is a constant text: all parameters are in files
/// next to it. It holds a lock, so a second one exits at once; a HAProxy that outlived an earlier loop is watched until
/// it ends, then replaced.
/// </summary>
internal static class SupervisorScript
{
    public const string File = "supervise";
    public const string PidFile = "supervisor.pid";
    public const string HaproxyPidFile = "haproxy.pid";
    public const string MasterSocket = "master.sock";
    public const string Log = "edge.log";

    public const string Text = """
        #!/bin/sh
        # Keeps HAProxy running. Written by Slipway; `slipway server` starts it, SIGTERM ends it together with HAProxy.
        cd "${0%/*}" || exit 1
        # What whoever started the server had open, a lock perhaps, is not held for as long as the edge runs.
        exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&-
        exec 9>>supervisor.lock </dev/null >>edge.log 2>&1
        flock -n 9 || exit 0
        echo $$ >supervisor.pid
        stopping= haproxy= pause=0
        trap 'stopping=1; [ -z "$haproxy" ] || kill -TERM "$haproxy"' TERM INT
        outlived() {
            haproxy=$(cat haproxy.pid 2>/dev/null) && [ -n "$haproxy" ] &&
                [ "$(cat "/proc/$haproxy/comm" 2>/dev/null)" = haproxy ] && [ "$(readlink "/proc/$haproxy/cwd")" = "$(pwd -P)" ]
        }
        while [ -z "$stopping" ] && outlived; do sleep 0.5; done
        while [ -z "$stopping" ]; do
            [ "$(stat -c %s edge.log)" -lt 1000000 ] || : >edge.log
            begin=$(date +%s)
            haproxy -W -S unix@master.sock,mode,600 -p haproxy.pid -f haproxy.cfg 9>&- &
            haproxy=$!
            [ -z "$stopping" ] || kill -TERM "$haproxy"
            wait "$haproxy"
            code=$?
            while [ -n "$stopping" ] && kill -0 "$haproxy" 2>/dev/null; do wait "$haproxy"; done
            haproxy=
            [ -n "$stopping" ] && break
            echo "$(date -u +%FT%TZ) haproxy ended with $code and is started again"
            if [ $(($(date +%s) - begin)) -ge 10 ]; then pause=0; fi
            sleep "$pause" &
            wait $!
            if [ "$pause" -lt 5 ]; then pause=$((pause + 1)); fi
        done
        rm -f supervisor.pid haproxy.pid master.sock stats.sock

        """;
}
