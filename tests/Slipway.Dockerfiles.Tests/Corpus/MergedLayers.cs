using System.Security.Cryptography;
using Slipway.Oci.Tar;

namespace Slipway.Dockerfiles.Tests.Corpus;

/// <summary>
/// What the layers of an image come to: a line for every path, with all that a container could see of it but times.
/// </summary>
internal sealed class MergedLayers
{
    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    public void Apply(Stream tar)
    {
        var below = _files.Keys.ToHashSet(StringComparer.Ordinal);
        var reader = new TarReader(tar);
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Next() is { } entry)
        {
            var path = entry.Path.ToString().Trim('/');
            path = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
            if (path is "" or ".")
                continue;
            var name = Path.GetFileName(path);
            if (name == ".wh..wh..opq")
                Remove(Path.GetDirectoryName(path)! + "/", below);
            else if (name.StartsWith(".wh.", StringComparison.Ordinal))
                RemoveWhole(Path.Combine(Path.GetDirectoryName(path)!, name[4..]), below);
            else
                own[path] = Describe(reader, entry, own);
        }
        foreach (var (path, description) in own)
        {
            if (_files.TryGetValue(path, out var old) && old[0] == 'D' && description[0] != 'D')
                Remove(path + "/", below);
            _files[path] = description;
        }
    }

    public override string ToString() => string.Join('\n', _files.Select(file => $"{file.Key} {file.Value}"));

    private void RemoveWhole(string path, HashSet<string> below)
    {
        _files.Remove(path);
        Remove(path + "/", below);
    }

    private void Remove(string prefix, HashSet<string> below)
    {
        foreach (var path in below.Where(path => path.StartsWith(prefix, StringComparison.Ordinal)))
            _files.Remove(path);
    }

    private string Describe(TarReader reader, TarEntry entry, Dictionary<string, string> own)
    {
        if (entry.Kind == TarKind.HardLink)
        {
            var target = entry.LinkTarget.ToString().TrimStart('.', '/');
            return own.TryGetValue(target, out var same) ? same : _files[target];
        }
        var content = "";
        if (entry.Kind == TarKind.File)
        {
            using var stream = reader.OpenContent(entry);
            content = Convert.ToHexStringLower(SHA256.HashData(stream))[..16];
        }
        var attributes = string.Join(
            ',', entry.Attributes.Select(attribute => $"{attribute.Name}={Convert.ToHexString(attribute.Value.Span)}"));
        var access = $"{Convert.ToString(entry.Mode, 8)} {entry.Uid}:{entry.Gid}";
        return $"{entry.Kind} {access} {entry.LinkTarget} {content} {attributes}".TrimEnd();
    }
}
