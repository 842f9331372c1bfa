using System.Runtime.CompilerServices;
using Slipway.Platform.Applications;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Operations;

namespace Slipway.Platform.Builds;

/// <summary>Builds of applications, and the artifacts they made.</summary>
public sealed class BuildService
{
    private readonly IBuildStore _builds;
    private readonly IArtifactStore _artifacts;
    private readonly CartridgeRegistry _cartridges;
    private readonly OperationStarter _starter;
    private readonly PrivateInputSealing _sealing;
    private readonly string _logs;

    internal BuildService(
        IBuildStore builds, IArtifactStore artifacts, CartridgeRegistry cartridges, OperationStarter starter,
        SourceUploads uploads, PrivateInputSealing sealing, string logs) =>
        (_builds, _artifacts, _cartridges, _starter, Uploads, _sealing, _logs) =
            (builds, artifacts, cartridges, starter, uploads, sealing, logs);

    /// <summary>Where sources that come by another way than git are put first.</summary>
    public SourceUploads Uploads { get; }

    /// <summary>
    /// Builds a source and rolls the artifact out. Pushes of one application that wait while another build runs are
    /// skipped but for the latest.
    /// </summary>
    /// <param name="inputs">For this build alone, over the application's own.</param>
    public async Task<Operation> StartAsync(
        Application application, SourceInput source, BuildOptions options, PrivateInputs inputs, string account,
        CancellationToken cancel)
    {
        BuildRules.Require(source, options);
        PrivateInputRules.Require(inputs);
        if (source.Kind != SourceKind.Commit)
            Uploads.Find(source.Place);
        if (options.Cartridge is not null)
            options =
                options with { Cartridge = (await _cartridges.RequireAsync(options.Cartridge, cancel)).Reference };
        var request = new BuildSource(source, options) { PrivateInputs = _sealing.Seal(application, inputs) };
        return await _starter.StartAsync(application, request, account, cancel);
    }

    /// <summary>
    /// Builds what a request uploads. What is wrong with its options is said before the source is read, and what is not
    /// built is not kept.
    /// </summary>
    public async Task<Operation> UploadAsync(
        Application application, SourceUpload upload, BuildOptions options, PrivateInputs inputs, string account,
        CancellationToken cancel)
    {
        BuildRules.Require(options);
        PrivateInputRules.Require(inputs);
        var place = await Uploads.SaveAsync(upload.Content, upload.Form, upload.FileName, cancel);
        try
        {
            var kind = upload.Form == UploadForm.File ? SourceKind.Binary : SourceKind.Upload;
            return await StartAsync(application, new SourceInput(kind, place), options, inputs, account, cancel);
        }
        catch
        {
            Uploads.Remove(place);
            throw;
        }
    }

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<BuildRecord>> ListAsync(Application application, CancellationToken cancel) =>
        _builds.ListBuildsAsync(application.Id, cancel);

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<Artifact>> ListArtifactsAsync(Application application, CancellationToken cancel) =>
        _artifacts.ListArtifactsAsync(application.Id, cancel);

    /// <summary>The stored log of a build, as it is now. A build that runs is followed through its operation.</summary>
    public async IAsyncEnumerable<string> LogAsync(BuildRecord build, [EnumeratorCancellation] CancellationToken cancel)
    {
        var path = Path.Combine(_logs, build.LogPath);
        if (!File.Exists(path))
            yield break;
        using var reader = new StreamReader(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (await reader.ReadLineAsync(cancel) is { } line)
            yield return line;
    }
}
