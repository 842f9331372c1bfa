using System.Globalization;
using System.Text;
using Slipway.Build.Context;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Dockerfiles.Execution;

/// <summary>The owner of new files.</summary>
internal readonly record struct Owner(uint Uid, uint Gid)
{
    private const int MaxFileBytes = 1 << 20;
    public static readonly Owner Root;

    /// <summary>
    /// Resolves <c>user[:group]</c> with the accounts of the target root. A user alone also sets the group, like
    /// docker.
    /// </summary>
    /// <exception cref="DockerfileException">A name is not in the root's <c>/etc/passwd</c> or
    /// <c>/etc/group</c>.</exception>
    public static Owner Parse(string text, DirectoryHandle root, int line)
    {
        var parts = text.Split(':');
        if (parts.Length > 2 || parts.Contains(""))
            throw DockerfileException.Syntax(
                line, $"--chown={Excerpt.Of(text)} is no owner", "Write USER or USER:GROUP, as names or numbers.");
        return new Owner(
            IdOf(parts[0], "etc/passwd", "user", root, line), IdOf(parts[^1], "etc/group", "group", root, line));
    }

    private static uint IdOf(string name, string file, string what, DirectoryHandle root, int line)
    {
        if (uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id <= 65_535)
            return id;
        foreach (var entry in Read(root, file).Split('\n'))
        {
            var fields = entry.Split(':');
            if (fields.Length > 2 && fields[0] == name
                && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out id) && id <= 65_535)
                return id;
        }
        throw new DockerfileException(
            ErrorCode.DockerfileSource,
            $"--chown names the {what} '{Excerpt.Of(name)}', which is not in the image's /{file}",
            line, "Create it in a RUN before, or give its number (0 to 65535).");
    }

    private static string Read(DirectoryHandle root, string file)
    {
        if (RootedPath.Resolve(root, RawPath.Of(file)) is not { IsEmpty: false } path)
            return "";
        using var parent = root.FindDirectory(path.Parent);
        if (parent?.Find(path.Name) is not { IsRegular: true, Size: <= MaxFileBytes })
            return "";
        using var stream = new FileStream(parent.OpenFile(path.Name, OpenFlags.ReadOnly), FileAccess.Read, 0);
        var content = new byte[MaxFileBytes];
        return Encoding.UTF8.GetString(
            content, 0, stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false));
    }
}
