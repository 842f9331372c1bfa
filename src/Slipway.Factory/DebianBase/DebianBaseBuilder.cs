using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Slipway.Build;
using Slipway.Build.Cache;
using Slipway.Dockerfiles.Execution;
using Slipway.Engine.Builds;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.Factory.DebianBase;

/// <summary>Options of the Debian base image.</summary>
public sealed record DebianBaseBuild
{
    public ImageReference Name { get; init; } = ImageReference.Parse("images/debian:12");

    public string Suite { get; init; } = "bookworm";

    /// <summary>Additional packages.</summary>
    public ImmutableArray<string> Packages { get; init; } = [];

    /// <summary>Check the archives for changes even if the image exists.</summary>
    public bool Refresh { get; init; }

    /// <summary>Build the image again in any case.</summary>
    public bool UseCache { get; init; } = true;
}

/// <summary>
/// Builds the base image from Debian's archives as configured in this machine's apt. It has one layer; the same
/// archives give the same digest.
/// </summary>
/// <param name="workDirectory">A directory for temporary files (1 GB), emptied at the start; one process
/// at a time.</param>
/// <param name="aptDirectory">The directory of the machine's apt sources.</param>
public sealed class DebianBaseBuilder(
    string workDirectory, BuildEngine engine, ContentStore content, ImageStore images, BuildCache cache,
    string aptDirectory = "/etc/apt")
{
    private const long DiskLimit = 4L << 30;
    private static readonly TimeSpan LeaseTime = TimeSpan.FromHours(1);

    /// <exception cref="SlipwayException">The archives cannot be read or serve too little.</exception>
    public async Task<Image> BuildAsync(
        DebianBaseBuild request, Func<string, ValueTask> progress, CancellationToken cancel)
    {
        if (request is { Refresh: false, UseCache: true } && await FindUnchangedAsync(request, cancel) is { } present)
            return present;
        var sources = DebianOrigins.Choose(AptSourceFiles.Read(aptDirectory), request.Suite, HostSuite());
        var settings = await AptSettings.OfMachineAsync(cancel);
        Directory.CreateDirectory(workDirectory);
        using var workspace = new Workspace(workDirectory);
        await progress($"reading the state of {string.Join(", ", sources.Select(source => source.Suite))}");
        var state = await ArchiveState.FetchAsync(
            sources, Directory.CreateDirectory(workspace.NewPath()).FullName, cancel);
        var lease = await content.LeaseAsync("debian base", LeaseTime, cancel);
        try
        {
            var key = KeyOf(request, sources, settings, state);
            var image = request.UseCache ? await FindMadeAsync(key, request, lease, cancel) : null;
            image ??= await MakeAsync(request, sources, settings, state, workspace, progress, lease, cancel);
            await cache.KeepAsync(key, new CacheEntry { Image = image.Digest }, cancel);
            await cache.KeepAsync(KeyOf(request), new CacheEntry { Image = image.Digest }, cancel);
            return image;
        }
        finally
        {
            await content.ReleaseAsync(lease, CancellationToken.None);
        }
    }

    /// <summary>Removes leftovers of a crash; call it before the first build.</summary>
    public void RemoveLeftovers() => Workspace.Clear(workDirectory);

    private async Task<Image?> FindUnchangedAsync(DebianBaseBuild request, CancellationToken cancel)
    {
        if (await images.FindAsync(request.Name, cancel) is not { } image)
            return null;
        var lease = await content.LeaseAsync("debian base", LeaseTime, cancel);
        try
        {
            return await cache.FindAsync(KeyOf(request), lease, cancel) is { Image: { } made }
                && made == image.Digest ? image : null;
        }
        finally
        {
            await content.ReleaseAsync(lease, CancellationToken.None);
        }
    }

    private async Task<Image?> FindMadeAsync(Digest key, DebianBaseBuild request, Lease lease, CancellationToken cancel)
    {
        if (await cache.FindAsync(key, lease, cancel) is not { Image: { } made })
            return null;
        try
        {
            var image = await images.GetAsync(made, cancel);
            return await images.PutAsync(request.Name, image.Config, image.Manifest.Layers, lease, cancel);
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.NotFound)
        {
            return null;
        }
    }

    private async Task<Image> MakeAsync(
        DebianBaseBuild request, ImmutableArray<AptSource> sources, AptSettings settings,
        ArchiveState state, Workspace workspace,
        Func<string, ValueTask> progress, Lease lease, CancellationToken cancel)
    {
        var directory = Directory.CreateDirectory(workspace.NewPath()).FullName;
        var bootstrap = new Mmdebstrap(request.Suite, sources, request.Packages, settings.ForMaking, state.Time);
        var archive = await bootstrap.RunAsync(directory, progress, cancel);
        await progress("making the layer");
        await using var root = await engine.OpenAsync(Oci.Layers.LayerChain.Empty, DiskLimit, cancel);
        await root.WithTreeAsync(
            path =>
            {
                Fill(path, archive, sources, settings, state, cancel);
                return Task.FromResult(true);
            },
            cancel);
        var layer = await root.CommitAsync(new LayerCommit { LatestTime = state.Time }, lease, cancel)
            ?? throw new SlipwayException(
                ErrorCode.DebianBase,
                "mmdebstrap made an empty root", "Check the archives that this machine's apt sources name.");
        return await images.PutAsync(request.Name, ConfigOf(request, layer.DiffId, state), [layer.Blob], lease, cancel);
    }

    private static void Fill(
        string path, string archive, ImmutableArray<AptSource> sources, AptSettings settings, ArchiveState state,
        CancellationToken cancel)
    {
        using var root = DirectoryHandle.Open(path);
        using (var tar = File.OpenRead(archive))
            new ArchiveExtraction(
                root, new CopyOptions(null, null, UnixTime.Of(state.Time), DiskLimit, 0), cancel).Extract(tar);
        root.SetMode(RawPath.Empty, FileModes.AllExecute);
        root.SetOwner(RawPath.Empty, 0, 0);
        var tree = new BaseTree(root);
        tree.Check();
        tree.Clean();
        tree.Write(sources, settings.ForImage);
    }

    private static ImageConfig ConfigOf(DebianBaseBuild request, Digest diffId, ArchiveState state) => new()
    {
        Created = state.Time,
        Architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64",
        Os = "linux",
        Config = new ContainerConfig
        {
            Env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"], Cmd = ["bash"],
        },
        RootFs = new RootFileSystem([diffId]),
        History =
        [
            new HistoryEntry
            {
                Created = state.Time,
                CreatedBy = $"mmdebstrap --variant=minbase {string.Join(' ', request.Packages.Prepend(request.Suite))}",
            },
            new HistoryEntry
            {
                Created = state.Time, CreatedBy = "/bin/sh -c #(nop)  CMD [\"bash\"]", EmptyLayer = true,
            },
        ],
    };

    private static Digest KeyOf(DebianBaseBuild request)
    {
        using var key = new CacheKey("debian base request 2");
        return key.Add(request.Suite).Add(request.Packages).Seal();
    }

    private static Digest KeyOf(
        DebianBaseBuild request, ImmutableArray<AptSource> sources, AptSettings settings, ArchiveState state)
    {
        using var key = new CacheKey("debian base 2");
        return key.Add(request.Suite).Add(request.Packages).Add([.. sources.Select(source => source.PublicLine)])
            .Add(settings.ForImage).Add(state.Digest).Seal();
    }

    private static string? HostSuite() => File.Exists("/etc/os-release")
        ? File.ReadLines("/etc/os-release").FirstOrDefault(
            line => line.StartsWith("VERSION_CODENAME=", StringComparison.Ordinal))?.Split('=')[1].Trim('"')
        : null;
}
