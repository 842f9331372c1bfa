using System.Collections.Immutable;
using System.Text;

namespace Slipway.Linux.Mounts;

/// <summary>A line of the mount table (proc_pid_mountinfo(5)).</summary>
/// <param name="Target">Where it is mounted.</param>
/// <param name="Root">The directory of the file system that forms the mount's root.</param>
/// <param name="SuperOptions">The file system's own options, <c>lowerdir=…</c> among them.</param>
public sealed record MountEntry(
    int Id, int Parent, string Root, string Target, string Type, string Source, string Options, string SuperOptions);

/// <summary>The mounts of this process's namespace, in mount order.</summary>
public sealed record MountTable(ImmutableArray<MountEntry> Entries)
{
    public static MountTable Read() => Parse(File.ReadAllText("/proc/self/mountinfo"));

    public static MountTable Parse(string text) =>
        new([.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ParseLine).OfType<MountEntry>()]);

    /// <summary>The mounts at or below a path.</summary>
    public IEnumerable<MountEntry> Under(string path) =>
        Entries.Where(entry => entry.Target == path || entry.Target.StartsWith(
            path.TrimEnd('/') + '/', StringComparison.Ordinal));

    private static MountEntry? ParseLine(string line)
    {
        var fields = line.Split(' ');
        var separator = fields.Length < 10 ? -1 : Array.IndexOf(fields, "-", 6);
        if (separator < 0 || fields.Length < separator + 4)
            return null;
        return new MountEntry(
            int.Parse(fields[0]), int.Parse(fields[1]), Unescape(fields[3]), Unescape(fields[4]), fields[separator + 1],
            Unescape(fields[separator + 2]), fields[5], Unescape(fields[separator + 3]));
    }

    /// <summary>Space, tab, newline and backslash are written as a backslash and three octal digits.</summary>
    private static string Unescape(string field)
    {
        if (!field.Contains('\\'))
            return field;
        var bytes = Encoding.UTF8.GetBytes(field);
        var length = 0;
        for (var at = 0; at < bytes.Length; at++)
        {
            var escaped = bytes[at] == '\\' && at + 3 < bytes.Length;
            bytes[length++] = escaped
                ? (byte)(((bytes[at + 1] - '0') << 6) | ((bytes[at + 2] - '0') << 3) | (bytes[at + 3] - '0'))
                : bytes[at];
            at += escaped ? 3 : 0;
        }
        return Encoding.UTF8.GetString(bytes, 0, length);
    }
}
