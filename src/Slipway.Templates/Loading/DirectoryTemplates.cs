using System.Text;
using Slipway.Linux;
using Slipway.Linux.Files;

namespace Slipway.Templates.Loading;

/// <summary>
/// Loads templates from the first of several directories that has them. Names and links cannot lead out of a directory.
/// </summary>
public sealed class DirectoryTemplates(IReadOnlyList<string> roots, int maxBytes) : ITemplateSource
{
    private const int MaxNameLength = 1024;

    public DirectoryTemplates(string root)
        : this([root], new TemplateLimits().SourceLength * 4)
    {
    }

    public string? Find(string name)
    {
        var parts = name.Split('/').Where(part => part is not ("" or ".")).ToArray();
        if (parts.Length == 0 || parts.Contains("..") || name.Contains('\0', StringComparison.Ordinal)
            || name.Length > MaxNameLength)
            return null;
        return roots.Select(root => Read(root, string.Join('/', parts))).FirstOrDefault(text => text is not null);
    }

    private string? Read(string root, string path)
    {
        try
        {
            return ReadFile(root, path);
        }
        catch (LinuxException e)
        {
            throw new TemplateException(
                TemplateError.TemplateNotFound, $"{Excerpt.Of(path)} cannot be read: {e.Message}", inner: e);
        }
    }

    private string? ReadFile(string root, string path)
    {
        using var directory = DirectoryHandle.Open(root);
        var raw = RawPath.Of(path);
        if (RootedPath.Resolve(directory, raw) is not { } resolved)
            return null;
        using var parent = directory.FindDirectory(resolved.Parent);
        if (parent?.Find(resolved.Name) is not { IsRegular: true } stat)
            return null;
        if (stat.Size > maxBytes)
            throw new TemplateException(
                TemplateError.LimitExceeded, $"the file has {stat.Size} bytes; {maxBytes} are the most", path);
        using var stream = new FileStream(
            parent.OpenFile(resolved.Name, OpenFlags.ReadOnly), FileAccess.Read, bufferSize: 0);
        using var reader = new StreamReader(stream, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
        return reader.ReadToEnd();
    }
}
