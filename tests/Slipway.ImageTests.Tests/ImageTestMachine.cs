using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Testing.Builds;
using Slipway.ImageTests;
using Slipway.Oci;
using Slipway.Registry.Content;
using Slipway.Testing;

namespace Slipway.ImageTests.Tests;

/// <summary>The tests that share one machine run one after another.</summary>
[CollectionDefinition(nameof(ImageTestMachine))]
public sealed class ImageTestMachineUse : ICollectionFixture<ImageTestMachine>;

/// <summary>
/// A build machine with small images to test: <c>web</c> answers HTTP by busybox, <c>tls</c> by openssl.
/// </summary>
public sealed class ImageTestMachine : IAsyncLifetime
{
    public BuildMachine Builds { get; } = new();

    public Image Web { get; private set; } = null!;

    public Image Tls { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Builds.InitializeAsync();
        Web = await BuildAsync("web:1", WebDockerfile, WebScript);
        Tls = await BuildAsync("tls:1",
            "FROM busybox:1\nCOPY root/ /\nENV PATH=/usr/bin:/bin\nCMD [\"openssl\", \"version\"]\n", TlsScript);
    }

    public ValueTask DisposeAsync() => Builds.DisposeAsync();

    /// <summary>Runs the tests of a text on an image; files stand beside it.</summary>
    public async Task<ImageTestReport> RunAsync(
        string tests, Image? image = null, params (string Name, string Content)[] files)
    {
        using var directory = new TemporaryDirectory();
        foreach (var (name, content) in files)
            await File.WriteAllTextAsync(directory.File(name), content);
        var request = new ImageTestRequest
        {
            Image = image ?? Web,
            Files = [new LocatedTestFile(
                ImageTestFile.Parse("schemaVersion: 2.0.0\n" + tests, "tests.yml"), directory.Path)],
            FindImage = async (name, cancel) => ImageReference.TryParse(name, out var reference)
                ? await Builds.Images.FindAsync(reference, cancel) : null,
            Environment = new Dictionary<string, string> { ["GIVEN"] = "by the runner" },
        };
        var report = await new ImageTester(Builds.Gears, Builds.Engine, NullLogger<ImageTester>.Instance).RunAsync(
            request, null, CancellationToken.None);
        (await Builds.Gears.ListAsync(CancellationToken.None)).ShouldBeEmpty();
        return report;
    }

    /// <summary>The only case's failure.</summary>
    public async Task<ImageTestResult> FailureAsync(
        string tests, Image? image = null, params (string Name, string Content)[] files)
    {
        var report = await RunAsync(tests, image, files);
        report.Succeeded.ShouldBeFalse();
        return report.Cases.Where(result => result.Outcome == TestOutcome.Failed).ShouldHaveSingleItem();
    }

    public async Task PassesAsync(string tests, Image? image = null, params (string Name, string Content)[] files)
    {
        var report = await RunAsync(tests, image, files);
        report.Cases.ShouldAllBe(result => result.Outcome == TestOutcome.Passed, Describe(report));
        report.Cases.ShouldNotBeEmpty();
    }

    public static string Describe(ImageTestReport report) => string.Join('\n', report.Cases.Select(result =>
        $"{result.Outcome} {result.Name}: {result.Message}\n  {string.Join("\n  ", result.LastLines)}"));

    public async Task<Image> BuildAsync(string name, string dockerfile, string script = "")
    {
        using var context = await ContextDirectory.MakeAsync(dockerfile, script);
        return (await Builds.BuildAsync(context.Build(name))).Image;
    }

    private const string WebDockerfile =
        """
        FROM busybox:1
        COPY root/ /
        ENV PATH=/bin:/usr/bin GREETING=hello
        EXPOSE 8080
        VOLUME /data
        USER web
        WORKDIR /home/web
        LABEL org.example.kind=web org.example.date=2026-11-26
        ENTRYPOINT ["/bin/sh", "/serve"]
        CMD ["8080"]
        """;

    private const string WebScript =
        """
        mkdir -p root/www/cgi-bin root/usr/share/doc/good root/etc
        echo 'MIT licence' > root/usr/share/doc/good/copyright
        echo 'key = value' > root/etc/app.conf
        chmod 640 root/etc/app.conf
        echo '<h1>welcome</h1>' > root/www/index.html
        cat > root/www/cgi-bin/greeting <<'END'
        #!/bin/sh
        printf 'Content-Type: application/json\r\nX-Kind: greeter\r\n\r\n{"greeting": "%s", "count": 3, "tags": ["a", "b"], "next": null}' "$GREETING"
        END
        cat > root/www/cgi-bin/broken <<'END'
        #!/bin/sh
        printf 'Content-Type: application/json\r\n\r\n{"greeting": 7, "tags": ["a", 1]}'
        END
        cat > root/serve <<'END'
        [ -z "$FAIL" ] || { echo "cannot start: $FAIL"; exit 3; }
        echo "greeting=$GREETING" > /tmp/running.conf
        [ -z "$REQUIRES" ] || until wget -q -O /tmp/other "$REQUIRES"; do sleep 0.1; done
        [ ! -e /tmp/other ] || cp /tmp/other /tmp/peer
        echo "serving on ${ADDRESS:-0.0.0.0}:$1"
        exec httpd -f -p "${ADDRESS:-0.0.0.0}:$1" -h /www
        END
        chmod 755 root/www/cgi-bin/*
        """;

    private const string TlsScript =
        """
        mkdir -p root/usr/bin
        cp -L /usr/bin/openssl root/usr/bin/openssl
        for library in $(ldd /usr/bin/openssl | grep -o '/[^ ]*'); do mkdir -p root$(dirname $library); cp -L $library root$library; done
        """;
}
