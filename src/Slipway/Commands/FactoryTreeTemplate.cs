using System.CommandLine;
using Slipway.Client;
using Slipway.Terminal;

namespace Slipway.Commands;

/// <summary>
/// The example tree of <c>slipway factory init</c>: a base, tools and one service, with names that denote their layers.
/// </summary>
internal static class FactoryTreeTemplate
{
    private static readonly (string Path, string Content)[] Files =
    [
        ("factory.yml", """
            # What holds for all images of this tree. See docs/reference/image-factory.md.
            group: debian12-example1-stable
            maintainer: you@example.com
            layers: {base: debian, tools: example, common-libs: libs}
            variables:
              greeting: hello
            """),
        ("debian/image.yml", """
            # The base is bootstrapped from Debian's own archives.
            version: "12.0"
            debian: {suite: bookworm}
            """),
        ("tools/image.yml", """
            name: debian-example
            version: "1.0"
            """),
        ("tools/Dockerfile.j2", """
            FROM {{ image_spec("debian") }}
            MAINTAINER {{ maintainer }}
            RUN apt-get update \
             && apt-get install -y --no-install-recommends curl \
             && rm -rf /var/lib/apt/lists/*
            USER 1001
            """),
        ("hello/image.yml", """
            name: debian-example-hello
            version: "1.0"
            """),
        ("hello/Dockerfile.j2", """
            FROM {{ image_spec("debian-example") }}
            MAINTAINER {{ maintainer }}
            COPY {{ render("hello.sh.j2") }} /usr/local/bin/
            CMD ["sh", "/usr/local/bin/hello.sh"]
            """),
        ("hello/hello.sh.j2", """
            echo {{ greeting }}
            """),
    ];

    public static Task<int> WriteAsync(ParseResult arguments, Output output, CancellationToken cancel)
    {
        var target = arguments.GetRequiredValue<DirectoryInfo>("DIR").FullName;
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            throw new SlipwayException(ErrorCode.CannotCreate, $"{target} is not empty", "name a new directory");
        foreach (var (path, content) in Files)
        {
            cancel.ThrowIfCancellationRequested();
            var file = Path.Combine(target, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, content + "\n");
        }
        output.Line($"written to {target}: look at it with slipway factory graph {target}, build it with slipway " +
            $"factory build {target}");
        return Task.FromResult(ExitCode.Success);
    }
}
