using Slipway.Linux.Files;

namespace Slipway.Git.Checkout;

internal enum TreeEntryKind
{
    File,
    Executable,
    Link,
    Directory,

    /// <summary>A submodule: a commit of another repository, which this one does not contain.</summary>
    Submodule,
}

/// <summary>An entry of a tree object: <c>MODE SP NAME NUL ID</c>, ids as bytes.</summary>
internal sealed record TreeEntry(TreeEntryKind Kind, RawPath Name, string Id)
{
    /// <exception cref="SlipwayException">Not a tree, or a name in it could lead somewhere else.</exception>
    public static List<TreeEntry> Parse(ReadOnlySpan<byte> tree, int idLength)
    {
        var entries = new List<TreeEntry>();
        while (tree.Length > 0)
        {
            var (space, end) = (tree.IndexOf((byte)' '), tree.IndexOf((byte)0));
            if (space < 0 || end < space || tree.Length < end + 1 + idLength)
                throw Damaged.Commit("a tree is cut off");
            entries.Add(new TreeEntry(KindOf(tree[..space]), NameOf(tree[(space + 1)..end]),
                Convert.ToHexStringLower(tree.Slice(end + 1, idLength))));
            tree = tree[(end + 1 + idLength)..];
        }
        return entries;
    }

    private static TreeEntryKind KindOf(ReadOnlySpan<byte> mode) => mode switch
    {
        _ when mode.SequenceEqual("40000"u8) || mode.SequenceEqual("040000"u8) => TreeEntryKind.Directory,
        _ when mode.SequenceEqual("100755"u8) => TreeEntryKind.Executable,
        _ when mode.SequenceEqual("100644"u8) || mode.SequenceEqual("100664"u8) => TreeEntryKind.File,
        _ when mode.SequenceEqual("120000"u8) => TreeEntryKind.Link,
        _ when mode.SequenceEqual("160000"u8) => TreeEntryKind.Submodule,
        _ => throw Damaged.Commit("a tree has an entry of an unknown kind"),
    };

    private static RawPath NameOf(ReadOnlySpan<byte> name) =>
        name.Length is > 0 and <= RawPath.MaxNameLength && !name.Contains((byte)'/') && !name.SequenceEqual("."u8)
            && !name.SequenceEqual(".."u8)
            && !(name.Length == 4 && name[0] == '.' && (name[1] | 32) == 'g' && (name[2] | 32) == 'i'
                && (name[3] | 32) == 't')
            ? RawPath.Of(name)
            : throw Damaged.Commit("a tree has a name that is not allowed");
}
