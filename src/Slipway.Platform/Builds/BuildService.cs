using System.Runtime.CompilerServices;
using Slipway.Oci;
using Slipway.Platform.Applications;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Operations;
using Slipway.Platform.Releases;

namespace Slipway.Platform.Builds;

/// <summary>Builds of applications, and the artifacts they made.</summary>
public sealed class BuildService
{
    private readonly IReleaseStore _store;
    private readonly CartridgeRegistry _cartridges;
    private readonly OperationStarter _starter;
    private readonly string _logs;

    internal BuildService(IReleaseStore store, CartridgeRegistry cartridges, OperationStarter starter, SourceUploads uploads, string logs) =>
        (_store, _cartridges, _starter, Uploads, _logs) = (store, cartridges, starter, uploads, logs);

    /// <summary>Where sources that come by another way than git are put first.</summary>
    public SourceUploads Uploads { get; }

    /// <summary>
    /// Builds a source and rolls the artifact out. Pushes of one application that wait while another build runs are skipped but for the latest.
    /// </summary>
    public async Task<Operation> StartAsync(Application application, SourceInput source, BuildOptions options, string account, CancellationToken cancel)
    {
        if (source.Kind == SourceKind.Commit && !IsCommit(source.Place))
            throw new PlatformException(PlatformError.Invalid, $"'{Excerpt.Of(source.Place)}' is not the id of a commit");
        if (source.Kind != SourceKind.Commit)
            Uploads.Find(source.Place);
        if (options.Image is not null && !ImageReference.TryParse(options.Image, out _))
            throw new PlatformException(PlatformError.Invalid, $"'{Excerpt.Of(options.Image)}' is not an image reference");
        if (options.Timeout <= TimeSpan.Zero || options.Timeout > TimeSpan.FromHours(24))
            throw new PlatformException(PlatformError.Invalid, "a build's time limit is more than nothing and at most a day");
        if (options.Cartridge is not null)
            options = options with { Cartridge = (await _cartridges.RequireAsync(options.Cartridge, cancel)).Reference };
        return await _starter.StartAsync(OperationKind.Build, application, account, new OperationData { Source = source, Options = options }, cancel);
    }

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<BuildRecord>> ListAsync(Application application, CancellationToken cancel) => _store.ListBuildsAsync(application.Id, cancel);

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<Artifact>> ListArtifactsAsync(Application application, CancellationToken cancel) =>
        _store.ListArtifactsAsync(application.Id, cancel);

    /// <summary>The stored log of a build, as it is now. A build that runs is followed through its operation.</summary>
    public async IAsyncEnumerable<string> LogAsync(BuildRecord build, [EnumeratorCancellation] CancellationToken cancel)
    {
        var path = Path.Combine(_logs, build.LogPath);
        if (!File.Exists(path))
            yield break;
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (await reader.ReadLineAsync(cancel) is { } line)
            yield return line;
    }

    private static bool IsCommit(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);
}
