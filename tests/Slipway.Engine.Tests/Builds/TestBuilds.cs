using Slipway.Engine.Builds;
using Slipway.Engine.Embedded;
using Slipway.Engine.Embedded.Snapshots;
using Slipway.Linux.Processes;
using Slipway.Oci.Layers;
using Slipway.Registry.Content;
using Slipway.Testing;
using Slipway.Testing.Stores;

namespace Slipway.Engine.Tests.Builds;

/// <summary>Builds over a small root: busybox, and programs of the host with their libraries.</summary>
public sealed class TestBuilds : IAsyncLifetime
{
    private readonly InMemoryContentIndex _index = new();
    private TestHost _host = null!;

    internal static readonly DateTimeOffset Epoch = DateTimeOffset.FromUnixTimeSeconds(1_000_000_000);

    public EngineHost Host => _host.Host;

    public ContentStore Content { get; private set; } = null!;

    public SnapshotStore Snapshots { get; private set; } = null!;

    public BuildEngine Engine { get; private set; } = null!;

    public Lease Lease { get; private set; } = null!;

    /// <summary>One layer with busybox, setcap and getcap.</summary>
    public LayerChain Base { get; private set; } = null!;

    /// <summary>How long snapshots stay unsynced; null is the store's own.</summary>
    public TimeSpan? SyncDelay { get; init; }

    internal EngineDirectory Directory => Host.Directory;

    public async ValueTask InitializeAsync()
    {
        _host = await TestHost.OpenAsync();
        Open(null);
        Lease = await Content.LeaseAsync("test", TimeSpan.FromHours(1), CancellationToken.None);
        Base = LayerChain.Empty.Add(await MakeBaseAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Snapshots.DisposeAsync();
        await _host.DisposeAsync();
    }

    /// <summary>What a new server on the same data directory does, and what happens before it.</summary>
    public async Task ReopenAsync(string? bootId = null, Func<Task>? meanwhile = null)
    {
        await CloseHostAsync();
        if (meanwhile is not null)
            await meanwhile();
        await _host.ReopenAsync();
        Open(bootId);
    }

    /// <summary>What a stop of the server does.</summary>
    public async Task CloseHostAsync()
    {
        await Snapshots.DisposeAsync();
        await Host.DisposeAsync();
    }

    /// <summary>Runs a shell script in the root; returns how it ended and all lines.</summary>
    internal static async Task<(StepResult Result, IReadOnlyList<string> Lines)> RunAsync(
        BuildRoot root, string script, Func<BuildStep, BuildStep>? change = null)
    {
        var step = new BuildStep { Command = ["/bin/sh", "-c", script], Network = false };
        var lines = new List<string>();
        var result = await root.RunAsync(change is null ? step : change(step),
            line => { lines.Add(line.Text); return ValueTask.CompletedTask; }, CancellationToken.None);
        return (result, lines);
    }

    internal async Task<Layer?> CommitAsync(BuildRoot root, params string[] exclude) =>
        await root.CommitAsync(
            new LayerCommit { LatestTime = Epoch, Exclude = exclude }, Lease, CancellationToken.None);

    /// <summary>
    /// A listing of a tree: type, mode, owner, size, time, name, link target, content and attributes of
    /// everything in it.
    /// </summary>
    internal static async Task<string> DescribeAsync(string tree)
    {
        var options = new ToolOptions { WorkingDirectory = tree };
        var names = await Tool.RunAsync(
            ["find", ".", "-mindepth", "1", "-printf", "%p %y %m %U:%G %s %T@ %l %n\n"], options);
        var content = await Tool.RunAsync(["find", ".", "-type", "f", "-exec", "sha256sum", "{}", "+"], options);
        var attributes = await Tool.RunAsync(
            ["getfattr", "-R", "-h", "-d", "-m", "^(user|security)", "-e", "hex", "."], options);
        return Sorted(WithoutDirectorySizes(names.OrThrow().Output))
            + Sorted(content.OrThrow().Output) + attributes.Output;
    }

    private static string Sorted(string lines) => string.Join('\n', lines.Split('\n').Order(StringComparer.Ordinal));

    private static string WithoutDirectorySizes(string lines) =>
        string.Join('\n', lines.Split('\n').Select(line => line.Split(' ')).Select(fields =>
            fields.Length > 5 && fields[1] == "d"
                ? string.Join(' ', [.. fields[..4], fields[5]])
                : string.Join(' ', fields)));

    private void Open(string? bootId)
    {
        Content = new ContentStore(Path.Combine(_host.Options.DataDirectory, "blobs"), _index, TimeProvider.System);
        Snapshots = new SnapshotStore(
            Host.Directory, Content, Host.Trash, Silent.Loops, bootId, SyncDelay);
        Engine = new BuildEngine(Host, Snapshots, Content);
    }

    private async Task<Layer> MakeBaseAsync()
    {
        await using var root = await Engine.OpenAsync(LayerChain.Empty, null, CancellationToken.None);
        await root.WithTreeAsync(
            async tree =>
            {
                var script =
                    """
                    set -e
                    cd "$1"; mkdir -p bin etc tmp proc sys dev root home/app usr/share usr/sbin; chmod 1777 tmp; cp /bin/busybox bin/
                    for applet in $(busybox --list); do [ "$applet" = busybox ] || ln -s busybox bin/$applet; done
                    printf 'root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n' > etc/passwd
                    printf 'root:x:0:\napp:x:1000:\n' > etc/group
                    echo 'from the base' > etc/motd
                    for program in setcap getcap; do
                      cp /usr/sbin/$program usr/sbin/
                      for library in $(ldd /usr/sbin/$program | grep -o '/[^ ]*'); do mkdir -p .$(dirname $library); cp -L $library .$library; done
                    done
                    chown -R 1000:1000 home/app; find . -exec touch -h -d @900000000 {} +
                    """;
                return (await Tool.RunAsync(["sh", "-c", script, "sh", tree])).OrThrow();
            },
            CancellationToken.None);
        return (await CommitAsync(root))!;
    }
}
