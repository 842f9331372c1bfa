using Slipway.Oci;

namespace Slipway.Platform.Builds;

public enum UploadForm
{
    /// <summary>A tar archive, compressed with gzip or not.</summary>
    Archive,

    /// <summary>One file, for binaries: kept under its own name.</summary>
    File,
}

/// <summary>A source that a request brings.</summary>
/// <param name="FileName">What a single file is called; an archive needs none.</param>
public sealed record SourceUpload(Stream Content, UploadForm Form, string? FileName);

/// <summary>Sources that came by another way than git, kept until their build has ended.</summary>
public sealed class SourceUploads(string directory, long maxBytes = 4L << 30)
{
    private const int MaxNameLength = 200;

    /// <summary>Stores an upload and returns its id, for <see cref="SourceInput.Place"/>.</summary>
    /// <exception cref="SlipwayException">LimitReached: it is longer than allowed. Invalid: the file name has no plain
    /// form.</exception>
    public async Task<string> SaveAsync(Stream content, UploadForm form, string? fileName, CancellationToken cancel)
    {
        var id = Identifier.Random(16);
        var folder = Path.Combine(directory, id);
        Directory.CreateDirectory(folder);
        try
        {
            await using var file = File.Create(
                Path.Combine(folder, form == UploadForm.Archive ? "archive" : "file-" + RequireFileName(fileName)));
            await Upload.CopyAsync(content, file, maxBytes, cancel);
            file.Flush(flushToDisk: true);
            return id;
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public void Remove(string id)
    {
        if (Directory.Exists(FolderOf(id)))
            Directory.Delete(FolderOf(id), recursive: true);
    }

    /// <summary>Removes the uploads that no operation needs.</summary>
    public void Sweep(IReadOnlySet<string> needed)
    {
        if (!Directory.Exists(directory))
            return;
        foreach (var folder in Directory.EnumerateDirectories(directory)
            .Where(folder => !needed.Contains(Path.GetFileName(folder))))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>The stored file, and the name a single file goes by; null for an archive.</summary>
    internal (string Path, string? FileName) Find(string id)
    {
        var path = Directory.Exists(FolderOf(id)) ? Directory.EnumerateFiles(FolderOf(id)).FirstOrDefault() : null;
        var name = Path.GetFileName(path
            ?? throw new SlipwayException(ErrorCode.NotFound, "the uploaded source is gone", "upload it again"));
        return (path, name.StartsWith("file-", StringComparison.Ordinal) ? name["file-".Length..] : null);
    }

    private string FolderOf(string id) => id.All(char.IsAsciiLetterOrDigit) && id.Length == 16
        ? Path.Combine(directory, id)
        : throw new SlipwayException(ErrorCode.Invalid, "this is not the id of an upload");

    private static string RequireFileName(string? name) =>
        name is { Length: > 0 and <= MaxNameLength } && name is not ("." or "..")
        && !name.AsSpan().ContainsAny('/', '\0', '\n')
        ? name
        : throw new SlipwayException(ErrorCode.Invalid, $"'{Excerpt.Of(name ?? "")}' is not a plain file name");
}
