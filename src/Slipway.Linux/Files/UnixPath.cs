namespace Slipway.Linux.Files;

/// <summary>Lexical operations on paths of an image: always with slashes; <c>..</c> at the root is the root.</summary>
public static class UnixPath
{
    /// <summary>
    /// The path relative to a directory, made absolute, without <c>.</c>, <c>..</c> and double slashes.
    /// </summary>
    public static string Join(string directory, string path)
    {
        var parts = new List<string>();
        foreach (var part in (path.StartsWith('/') ? path : $"{directory}/{path}").Split('/'))
        {
            if (part == "..")
                parts.RemoveRange(Math.Max(0, parts.Count - 1), Math.Min(1, parts.Count));
            else if (part is not ("" or "."))
                parts.Add(part);
        }
        return "/" + string.Join('/', parts);
    }

    /// <summary>Whether a relative path leads above its starting point.</summary>
    public static bool Climbs(string path)
    {
        var depth = 0;
        foreach (var part in path.Split('/'))
        {
            depth += part switch { "" or "." => 0, ".." => -1, _ => 1 };
            if (depth < 0)
                return true;
        }
        return false;
    }
}
