using System.Collections.Immutable;
using System.Text;
using Slipway.Dockerfiles.Planning;
using Slipway.Dockerfiles.Syntax;
using Slipway.Oci;

namespace Slipway.Fuzz;

/// <summary>Dockerfiles that use every instruction and flag; one must be planned, or be refused.</summary>
internal static class DockerfileCorpus
{
    private static readonly string[] Files =
    [
        """
        # escape=\
        ARG V=1 W=${V:-d}
        FROM --platform=$BUILDPLATFORM base:$V AS one
        ARG V
        ENV A=1 B="x y" C=${V:+e}
        LABEL "a b"='c'
        EXPOSE 80 90-92/udp
        VOLUME ["/v"]
        USER a:b
        """,
        """
        FROM scratch
        RUN --mount=type=cache,target=/c,sharing=locked,mode=0700 --mount=type=secret,id=s,env=S --mount=type=tmpfs,target=/t,size=1m --network=none a \
          # comment
          && b
        """,
        "FROM scratch\nRUN <<EOF\na $A\nEOF\nRUN <<-\"x\" cat <<y\n\tone\nx\ntwo\ny\nCOPY <<a.txt <<'b' /d/\n$A\n" +
            "a.txt\nb\nb\n",
        """
        FROM scratch AS a
        COPY --parents --exclude=*.o --exclude=!**/k --chown=1:g --chmod=0755 --link ./x/./y*/**/[a-z] /e/
        FROM a
        COPY --from=a --parents . /
        RUN --mount=type=bind,from=a,source=/x,target=y,rw z
        """,
        """
        FROM scratch
        ADD --checksum=sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff --unpack=true https://host:8443/a%20b.tgz?q=1#f /d/
        ADD http://user@[::1]/x /y
        """,
        """
        FROM scratch
        ADD --keep-git-dir=true --checksum=0123abc https://host/o/r.git#refs/heads/m-1.2+x /d
        ADD git://host/r#v1:a/b/../c https://host/x.git#:d git@host:o/r.git ssh://h/r /e/
        """,
        """
        FROM base:1
        ONBUILD ADD https://host/r.git /r
        ONBUILD RUN <<EOF
        x
        EOF
        HEALTHCHECK --interval=1m30s --retries=3 CMD ["x", "y"]
        SHELL ["/bin/sh", "-c"]
        STOPSIGNAL 9
        ENTRYPOINT a
        CMD ["b"]
        ENV P=${A#*b}${A##\**}${A%?}${A%%${V}*}${A/b/$A}${A//?/x}
        COPY --chmod=u=rwX,go+r-w,a=u a b
        WORKDIR $A/b
        MAINTAINER m
        """,
    ];

    private static readonly ImmutableDictionary<ImageReference, ImageConfig> Images =
        ImmutableDictionary<ImageReference, ImageConfig>.Empty.Add(
            ImageReference.Parse("base:1"),
            new ImageConfig
            {
                Architecture = "amd64",
                Os = "linux",
                RootFs = new RootFileSystem([]),
                Config = new ContainerConfig { Env = ["A=b"], OnBuild = ["COPY --parents a/./b /c/", "RUN <<E\nx\nE"] },
            });

    public static IReadOnlyList<byte[]> All { get; } = [.. Files.Select(Encoding.UTF8.GetBytes)];

    public static void Plan(byte[] input)
    {
        var contexts = ImmutableDictionary<string, FileOrigin>.Empty.Add("a", new FileOrigin.Context("a"));
        var arguments = ImmutableDictionary<string, string>.Empty.Add("V", "1");
        var inputs = new PlanInputs(Dockerfile.Parse(input), null, arguments, null, "amd64") { Contexts = contexts };
        BuildPlanner.Plan(inputs, Images);
    }
}
