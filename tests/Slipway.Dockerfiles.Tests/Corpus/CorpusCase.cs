namespace Slipway.Dockerfiles.Tests.Corpus;

/// <param name="Script">Makes the context.</param>
/// <param name="BuildKit">Docker builds it with the BuildKit that it has inside, whose history is written
/// otherwise.</param>
internal sealed record CorpusCase(
    string Name, string Dockerfile, string Script = "", string? Target = null,
    string[]? Arguments = null, bool BuildKit = false)
{
    private const string Files = "mkdir -p d/sub e/sub; echo a > a; echo x > d/x; echo y > d/sub/y; " +
        "echo z > e/sub/z; chmod 700 d d/sub; chmod 711 e/sub; chmod 4755 a; touch f1.txt f2.txt; chmod 600 f2.txt; " +
        "ln -s a la; ln -s d ld; ln -s ../x d/sub/up; ln -s nowhere dangling; ";

    public static readonly IReadOnlyList<CorpusCase> All =
    [
        new("metadata", """
            FROM busybox:1
            MAINTAINER Some One <some@one.example>
            ENV A=1 B="x y" C=$A
            ENV D $B z
            ENV A=2
            LABEL l1=v1 "l 2"="v 2" l3=$D
            EXPOSE 80 90/udp 100-102 443/TCP
            VOLUME /vol /v2
            VOLUME ["/v3 with blank"]
            USER web
            STOPSIGNAL SIGQUIT
            HEALTHCHECK --interval=1m30s --timeout=500ms --start-period=1h --retries=2 CMD echo "hi\tthere"
            SHELL ["/bin/sh", "-ec"]
            CMD echo "hi"
            ONBUILD RUN echo $A
            ONBUILD COPY a /b
            """),
        new("commands", "FROM busybox:1 AS base\nCMD [\"base\"]\nENTRYPOINT [\"entry\", \"a\\\"b\"]\n" +
            "HEALTHCHECK --interval=5s CMD [\"x\", \"y\"]\nFROM base AS one\nENTRYPOINT other\nHEALTHCHECK CMD z\n" +
            "FROM one\nCMD own\nENTRYPOINT [\"last\"]\nHEALTHCHECK NONE\n"),
        new("resets", "FROM busybox:1\nENTRYPOINT [\"a\"]\nCMD [\"b\"]\nENTRYPOINT []\nCMD [\"c\", \"d\"]\n"),
        new("copies", "FROM busybox:1\nRUN mkdir /ex && chmod 705 /ex && chown 33:44 /ex\nCOPY d /dst\nCOPY d /ex\n" +
            "COPY e /ex\nCOPY ld /viald\nCOPY la /vla\nCOPY a /\nCOPY a /made/here/\nCOPY a /made/there\n" +
            "COPY d/sub/ /links/\n", Files),
        new("wildcards", "FROM busybox:1\nCOPY f?.txt e /multi/\nCOPY [a-b]* /abc/\nCOPY d/*/y /deep/\n" +
            "COPY *.txt ./\nCOPY [\"a\", \"f1.txt\", \"/with space/\"]\nCOPY d/x d/sub/../x /same/\n", Files),
        new("owners", "FROM busybox:1\nCOPY --chown=web d /new/deep/dir\nCOPY --chown=web a /p1/p2/a\n" +
            "COPY --chown=33 a /p3/a\nCOPY --chown=web:staff d /p4\nCOPY --chown=7:bin f1.txt /p5/\nRUN mkdir /p6 && " +
            "chown 9:9 /p6\nCOPY --chown=33:44 d /p6\nADD --chown=2 f2.txt /p7/\n", Files),
        new("stages", """
            FROM busybox:1 AS one
            RUN mkdir -p /s/d && echo 1 > /s/su && chown 5:6 /s/su && chmod 4755 /s/su && cp -p /s/su /s/d/su && chown 5:6 /s/d && chmod 700 /s/d
            RUN mkfifo /s/d/fifo && ln -s /s/d /s/ld && ln -s su /s/lsu
            FROM busybox:1
            RUN echo never
            FROM one
            COPY --from=one /s/su /su
            COPY --from=0 --chown=9:10 /s/su /su2
            COPY --from=one /s/d /d1
            COPY --from=one s/ld /d2
            COPY --from=one /s /d3/
            COPY --from=one /s/s* /d4/
            COPY --from=one /s/lsu /viasu
            COPY --from=busybox:1 /etc/passwd /passwd2
            """),
        new("target", "FROM busybox:1 AS first\nRUN echo first > /f\nFROM first AS second\nRUN echo second > /f\n" +
            "FROM second\nRUN false\n", Target: "second"),
        new("destinations", """
            FROM busybox:1
            RUN mkdir -p /t/sub /real && ln -s /t/sub /t/lsub && ln -s ../../../real /t/rel && echo old > /t/file && ln -s /t/file /t/lf && ln -s /t/none /t/ln
            COPY d/ /t/lsub
            COPY a /t/lf
            COPY a /t/rel
            COPY a /t/rel/other
            COPY f1.txt /t/lsub/../k2
            RUN mkdir -p /t2/sub/up && echo q > /t2/x2 && mkdir /t3 && echo file > /t3/sub && ln -s /real /t3/x
            COPY d /t2
            COPY d /t3
            COPY a /k2/..
            """, Files),
        new("ignored", "FROM busybox:1\nCOPY . /all/\nCOPY e* d /some/\n",
            Files + "printf '# comment\\n*.txt\\n!f1.txt\\n**/y\\nd/sub\\n!d/sub/up\\n.git\\nDockerfile\\n' > " +
                ".dockerignore; mkdir .git; echo g > .git/g"),
        new("archives", "FROM busybox:1\nADD ar.tgz /ad\nADD ar.tar /\nADD --chown=3:4 ar.tgz /ad2/\n" +
            "COPY ar.tgz /ad3/\nADD a notar.tar.gz /ad4/\nADD d /ad5\nADD ar.txz ar.tbz /ad6/\n",
            Files + "tar --owner=77 --group=78 --numeric-owner -czf ar.tgz d; tar -cJf ar.txz f1.txt; " +
                "tar -cjf ar.tbz e; mkdir -p etc/new; echo n > etc/new/n; tar --owner=0 --group=0 -cf ar.tar etc; " +
                "echo no > notar.tar.gz; rm -r etc"),
        new("working directories", "FROM busybox:1\nENV p=/pp\nRUN mkdir /lnk.d && ln -s /lnk.d /lnk\nWORKDIR $p\n" +
            "WORKDIR rel/../x\nCOPY a .\nCOPY a rel/\nUSER web\nWORKDIR /owned/dir\nWORKDIR /lnk/in\n" +
            "RUN pwd > /tmp/pwd\nWORKDIR /tmp\n", Files),
        new("arguments", """
            ARG V=1
            ARG I=busybox:$V
            FROM ${I}
            ARG V
            ARG D=def
            ARG E=${V:-none}-${D:+set}-${U:-unset}
            ARG G
            ENV X=$E Y=\$E Z='$E' Q="a\"$D"
            RUN echo "$V $D $E $G" > /args
            ENV D=env
            RUN echo "$D" >> /args
            LABEL given=$G esc=a\ b
            COPY ${D:-x}v /t/$V/
            """, "echo e > envv", Arguments: ["G=given value", "V=1"]),
        new("changes", """
            FROM busybox:1
            RUN mkdir -p /a/b/c /keep && echo 1 > /a/b/c/f && echo 1 > /keep/one && echo 2 > /keep/two && ln /keep/one /keep/hard && mkfifo -m 640 /keep/fifo
            RUN rm -r /a/b && rm /keep/one && mkdir -p /a/b && echo new > /a/b/only
            RUN rm -rf /a && echo file > /a && chmod 2750 /keep && chown 7:8 /keep/two && chmod u+s /keep/two
            RUN true
            RUN mv /keep /kept && ln -s ../kept /keep && touch /etc/passwd
            RUN rm /a && mkdir /a && rm /bin/vi
            """),
        new("scratch", "FROM scratch\nCOPY d /\nCOPY a /bin/\nENV X=1\n", Files),
        new("writing",
            "# escape=`\n\n# a comment\nfrom busybox:1 as x\n\nRUN echo one `\n  # in between\n\n  two > /out\nCOPY " +
                "a `\n  f1.txt `\n  /dst/\nrun [\"/bin/sh\", \"-c\", \"echo exec > /exec\"]\nCmd [\"x\"]\n", Files),
        new("shells", "FROM busybox:1\nSHELL [\"/bin/sh\", \"-ec\"]\nRUN echo a > /s; echo \"$0\" >> /s\n" +
            "SHELL [\"/bin/sh\", \"-xc\"]\nRUN echo b >> /s\nENTRYPOINT exec top -b\n"),
        new("triggers", """
            FROM busybox:1 AS base
            ONBUILD ARG who=nobody
            ONBUILD COPY --chown=web a /log
            ONBUILD RUN echo $who >> /log
            ONBUILD ENV T=$who
            FROM base AS child
            RUN echo own >> /log
            ONBUILD LABEL from=child
            FROM child
            RUN echo last >> /log
            """, Files, Arguments: ["who=me"]),
        new("argument scopes", """
            ARG A=global
            ARG B=${A}-b
            FROM busybox:1 AS one
            LABEL before=$A
            ARG A
            ARG B=own
            ARG C=${A}-c
            RUN echo "$A $B $C" > /one
            FROM one
            ARG B
            ARG D
            ENV D=env-$D
            RUN echo "$A $B $C $D" > /two
            LABEL last=$B-$D
            """, Arguments: ["D=given", "A=set"]),
        new("proxies", "FROM busybox:1\nARG no_proxy\nRUN echo \"$no_proxy\" > /q\n", Arguments: ["no_proxy=a,b"]),
        new("mounts", """
            FROM busybox:1 AS tools
            RUN mkdir /t && echo tool > /t/tool && chmod 700 /t
            FROM busybox:1
            RUN mkdir /ctx /tools /c
            RUN --mount=type=bind,source=d,target=/ctx --mount=type=bind,from=tools,source=/t,target=/tools \
                find /ctx /tools | sort > /seen && cat /ctx/x /tools/tool >> /seen
            RUN --mount=type=cache,target=/c,uid=33,gid=44,mode=0711 stat -c '%a %u:%g' /c > /cache && echo kept > /c/kept
            RUN --mount=type=tmpfs,target=/tmp echo x > /tmp/x && ls /tmp > /memory
            RUN --mount=type=secret,id=none ls /run/secrets > /secrets 2>&1 || true
            """, Files, BuildKit: true),
        new("given modes", "FROM busybox:1\nCOPY --chmod=0640 f1.txt /a\nCOPY --chmod=751 --chown=web:staff d /d\n" +
            "COPY --chmod=700 f1.txt f2.txt /new/dir/\nADD --chmod=600 e /e\n", Files, BuildKit: true),
        new("triggers of BuildKit",
            "FROM busybox:1 AS base\nONBUILD COPY f1.txt /log\nONBUILD RUN echo trigger >> /log\nFROM base AS child\n" +
                "RUN echo own >> /log\nFROM child\nRUN echo last >> /log\n", Files, BuildKit: true),
        new("platforms", "FROM busybox:1\nARG TARGETPLATFORM\nARG TARGETOS TARGETARCH\nARG TARGETVARIANT=none\n" +
            "RUN echo \"$TARGETPLATFORM $TARGETOS $TARGETARCH $TARGETVARIANT $BUILDPLATFORM\" > /p\n", BuildKit: true),
        new(
            "modes",
            "FROM busybox:1\nRUN umask 077 && mkdir /private && echo p > /private/f\nCOPY m /m\nCOPY m/w /single\n",
            "mkdir m; for i in 400 444 600 755 711 1777; do mkdir m/d$i; echo x > m/f$i; chmod $i m/d$i m/f$i; done; " +
                "echo w > m/w; chmod 666 m/w"),
    ];

    public override string ToString() => Name;
}
