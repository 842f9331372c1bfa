using Slipway.Platform.Applications;
using Slipway.Platform.Repositories;

namespace Slipway.Platform.Builds;

/// <summary>Prepared source trees: one directory an operation, made anew when it is asked for again.</summary>
internal sealed class SourceTrees(string directory, IRepositories repositories, SourceUploads uploads)
{
    public string PathOf(string operation) => Path.Combine(directory, operation);

    public async Task<CommitOrigin?> PrepareAsync(
        string operation, Application application, SourceInput input, CancellationToken cancel)
    {
        var tree = PathOf(operation);
        Remove(operation);
        Directory.CreateDirectory(tree);
        if (input.Kind == SourceKind.Commit)
            return await repositories.CheckOutAsync(application, input.Place, tree, cancel) with { Ref = input.Ref };
        var (path, name) = uploads.Find(input.Place);
        if (name is not null)
            File.Copy(path, Path.Combine(tree, name));
        else
            await UnpackAsync(path, tree, cancel);
        return null;
    }

    public void Remove(string operation)
    {
        if (Directory.Exists(PathOf(operation)))
            Directory.Delete(PathOf(operation), recursive: true);
    }

    /// <summary>Removes the trees that no operation needs.</summary>
    public void Sweep(IReadOnlySet<string> needed)
    {
        if (!Directory.Exists(directory))
            return;
        foreach (var tree in Directory.EnumerateDirectories(directory)
            .Where(tree => !needed.Contains(Path.GetFileName(tree))))
            Directory.Delete(tree, recursive: true);
    }

    private static async Task UnpackAsync(string archive, string tree, CancellationToken cancel)
    {
        await using var stream = File.OpenRead(archive);
        await SourceArchive.UnpackAsync(stream, tree, cancel);
    }
}
