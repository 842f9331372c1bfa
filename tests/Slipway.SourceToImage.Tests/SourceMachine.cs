using Slipway.Build.Cache;
using Slipway.Engine.Builds;
using Slipway.Linux.Processes;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Registry.Content;
using Slipway.SourceToImage;
using Slipway.Testing.Builds;
using Slipway.Testing.Stores;

namespace Slipway.SourceToImage.Tests;

/// <summary>
/// A build machine with a source builder and a builder image like those of real cartridges: user 1001 of group 0,
/// <c>/opt/app-root/src</c>.
/// </summary>
public sealed class SourceMachine : IAsyncLifetime
{
    private readonly BuildMachine _machine = new();
    private int _sources;

    public SourceBuilder Builder { get; private set; } = null!;

    public Lease Lease { get; private set; } = null!;

    /// <summary>Busybox with a user <c>default</c> (1001:0) who owns <c>/opt/app-root/src</c>.</summary>
    public Image Base { get; private set; } = null!;

    public ImageStore Images => _machine.Images;

    public string DataDirectory => _machine.DataDirectory;

    private BuildEngine Engine => _machine.Engine;

    private ContentStore Content => _machine.Content;

    public async ValueTask InitializeAsync()
    {
        await _machine.InitializeAsync();
        Builder = NewBuilder();
        Lease = await Content.LeaseAsync("test", TimeSpan.FromHours(1), CancellationToken.None);
        Base = (await Images.FindAsync(ImageReference.Parse("busybox:1"), CancellationToken.None))!;
        Base = await ImageAsync("images/test:1", BaseScript, _ => new ContainerConfig
        {
            User = "1001", WorkingDir = "/opt/app-root/src", Cmd = ["/bin/sh"],
            Env = ["PATH=/bin:/usr/bin", "HOME=/opt/app-root/src", "FROM_IMAGE=image"],
        });
    }

    public ValueTask DisposeAsync() => _machine.DisposeAsync();

    /// <summary>A builder whose cache is empty.</summary>
    public SourceBuilder NewBuilder() =>
        new(Engine, Content, Images, new BuildCache(new InMemoryCacheIndex(), Content, TimeProvider.System),
            SourceBuilderOptions.Open(Path.Combine(DataDirectory, "source-builds"),
                Path.Combine(DataDirectory, "build-key")), TimeProvider.System);

    /// <summary>
    /// A directory with these files: the path, its text; scripts (below <c>bin/</c> and
    /// <c>.s2i/bin/</c>) are executable.
    /// </summary>
    public string Tree(params (string Path, string Text)[] files)
    {
        var root = Path.Combine(DataDirectory, "trees", $"{Interlocked.Increment(ref _sources)}");
        Directory.CreateDirectory(root);
        foreach (var (path, text) in files)
        {
            var file = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
        return root;
    }

    /// <summary>An image over the base: what the shell script makes of a root is its layer.</summary>
    public async Task<Image> ImageAsync(
        string name, string script, Func<ContainerConfig, ContainerConfig>? change = null)
    {
        await using var root = await Engine.OpenAsync(Base.Layers, null, CancellationToken.None);
        await root.WithTreeAsync(
            tree => Tool.RunAsync(["sh", "-ec", $"cd \"$1\"; {script}", "sh", tree]), CancellationToken.None);
        var layer = await root.CommitAsync(
            new LayerCommit { LatestTime = BuildMachine.Time }, Lease, CancellationToken.None);
        var config = change is null ? Base.Config.Config! : change(Base.Config.Config!);
        return await PutAsync(name, layer is null ? Base.Layers : Base.Layers.Add(layer), config);
    }

    /// <summary>Runs a shell script in an image and returns what it wrote.</summary>
    public async Task<string> InImageAsync(Image image, string script)
    {
        await using var root = await Engine.OpenAsync(image.Layers, null, CancellationToken.None);
        var output = new MemoryStream();
        var step = new BuildStep
        {
            Command = ["/bin/sh", "-c", script], Environment = image.Config.Config!.Env!,
            WorkingDirectory = image.Config.Config.WorkingDir!, Output = output, Network = false,
        };
        (await root.RunAsync(step, _ => ValueTask.CompletedTask, CancellationToken.None)).Succeeded
            .ShouldBeTrue(script);
        return System.Text.Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>The uncompressed tars of an image's own layers.</summary>
    internal IEnumerable<byte[]> LayersOf(Image image, Image below) =>
        image.Layers.Layers.Skip(below.Layers.Layers.Length).Select(layer =>
        {
            using var stream = Content.OpenRead(layer.Blob.Digest);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        });

    private Task<Image> PutAsync(string name, LayerChain layers, ContainerConfig config) => Images.PutAsync(
        ImageReference.Parse(name),
        new ImageConfig
        {
            Architecture = "amd64", Os = "linux", Created = BuildMachine.Time,
            RootFs = new RootFileSystem([.. layers.Layers.Select(layer => layer.DiffId)]), Config = config,
        },
        [.. layers.Layers.Select(layer => layer.Blob)],
        Lease,
        CancellationToken.None);

    private const string BaseScript =
        """
        mkdir -p opt/app-root/src run usr/bin; ln -s /bin/env usr/bin/env; chown -R 1001:0 opt/app-root
        echo 'default:x:1001:0::/opt/app-root/src:/bin/sh' >> etc/passwd
        """;
}
