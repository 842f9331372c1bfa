using System.Text;
using Slipway.Git.Processes;
using Slipway.Linux.Files;
using Slipway.Platform;

namespace Slipway.Git.Repositories;

/// <summary>
/// Turns a directory of the host into the first commit, as a stream for <c>git fast-import</c>, because the
/// repository's user may not be able to read it.
/// </summary>
internal static class TemplateImport
{
    private const int Executable = 0x40; // S_IXUSR

    public static Task RunAsync(GitJail jail, string directory, GitOptions options, CancellationToken cancel) =>
        GitProcess.RunAsync(
            jail, ["fast-import", "--quiet", "--done"], input => WriteAsync(input, directory, options, cancel), cancel);

    private static async Task WriteAsync(Stream input, string directory, GitOptions options, CancellationToken cancel)
    {
        const string message = "Begin from the cartridge's template\n";
        var committer = $"Slipway <slipway@localhost> {DateTimeOffset.UtcNow.ToUnixTimeSeconds()} +0000";
        await TextAsync(
            input,
            $"commit refs/heads/{options.DeployBranch}\ncommitter {committer}\ndata {message.Length}\n{message}\n",
            cancel);
        var (entries, bytes) = (0, 0L);
        var waiting = new Stack<(DirectoryHandle Directory, RawPath Path)>();
        waiting.Push((DirectoryHandle.Open(directory), RawPath.Empty));
        while (waiting.TryPop(out var at))
            using (at.Directory)
                foreach (var name in at.Directory.List().Order().Where(name => name != RawPath.Of(".git")))
                {
                    var stat = at.Directory.Stat(name);
                    var path = at.Path.Combine(name);
                    if (++entries > options.MaxEntries
                        || (bytes += stat.IsRegular ? stat.Size : 0) > options.MaxTreeBytes)
                        throw new SlipwayException(
                            ErrorCode.LimitReached, $"the template has more than {options.MaxEntries} files or " +
                                $"{options.MaxTreeBytes >> 20} MiB");
                    if (stat.IsDirectory)
                        waiting.Push((at.Directory.OpenDirectory(name), path));
                    else
                        await EntryAsync(input, at.Directory, name, path, stat, cancel);
                }
        await TextAsync(input, "done\n", cancel);
    }

    private static async Task EntryAsync(
        Stream input, DirectoryHandle directory, RawPath name, RawPath path, FileStat stat, CancellationToken cancel)
    {
        if (stat.Kind == FileKind.Symlink)
        {
            var target = directory.ReadLink(name);
            await TextAsync(input, $"M 120000 inline {Quoted(path)}\ndata {target.Length}\n", cancel);
            await input.WriteAsync(target.Bytes.ToArray(), cancel);
        }
        else if (stat.IsRegular)
        {
            using var file = directory.OpenFile(name, OpenFlags.ReadOnly);
            var content = new byte[stat.Size];
            if (file.ReadFully(content) < content.Length)
                throw new SlipwayException(
                    ErrorCode.Conflict, $"{path} of the template changed while it was read", "try again");
            await TextAsync(input, $"M {((stat.Mode & Executable) != 0 ? "100755" : "100644")} inline " +
                $"{Quoted(path)}\ndata {content.Length}\n", cancel);
            await input.WriteAsync(content, cancel);
        }
        await TextAsync(input, "\n", cancel);
    }

    /// <summary>A path as a C string; bytes outside printable ASCII are escaped in octal.</summary>
    private static string Quoted(RawPath path)
    {
        var text = new StringBuilder("\"");
        foreach (var b in path.Bytes)
            text.Append(b is > 32 and < 127 and not ((byte)'"' or (byte)'\\') or 32
                ? ((char)b).ToString()
                : $"\\{Convert.ToString(b, 8).PadLeft(3, '0')}");
        return text.Append('"').ToString();
    }

    private static ValueTask TextAsync(Stream input, string text, CancellationToken cancel) =>
        input.WriteAsync(Encoding.ASCII.GetBytes(text), cancel);
}
