namespace Slipway.Linux.Files;

/// <summary>Removes untrusted trees of any depth with one descriptor, following no links.</summary>
public static class TreeRemoval
{
    private static readonly RawPath Above = RawPath.Of(".."u8);

    extension(DirectoryHandle directory)
    {
        /// <summary>Removes an entry with everything below it; does nothing when it does not exist.</summary>
        public void RemoveTree(RawPath name)
        {
            if (directory.Find(name) is not { } stat)
                return;
            if (!stat.IsDirectory)
            {
                directory.RemoveFile(name);
                return;
            }
            if (directory.TryRemoveDirectory(name))
                return;
            Empty(directory.OpenDirectory(name));
            directory.RemoveDirectory(name);
        }
    }

    /// <summary>
    /// Descends into the first non-empty directory, and goes back up when it is empty: the depth costs names, but no
    /// descriptors.
    /// </summary>
    private static void Empty(DirectoryHandle top)
    {
        var current = top;
        var path = new Stack<RawPath>();
        try
        {
            while (true)
            {
                if (RemoveEasy(current) is { } full)
                {
                    path.Push(full);
                    current = Replace(current, current.OpenDirectory(full));
                }
                else if (path.TryPop(out var emptied))
                {
                    current = Replace(current, current.OpenDirectory(Above, Resolve.NoSymlinks));
                    current.RemoveDirectory(emptied);
                }
                else
                {
                    return;
                }
            }
        }
        finally
        {
            current.Dispose();
        }
    }

    /// <summary>Removes files and empty directories; returns the first non-empty directory.</summary>
    private static RawPath? RemoveEasy(DirectoryHandle directory)
    {
        foreach (var name in directory.List())
        {
            if (!directory.Stat(name).IsDirectory)
                directory.RemoveFile(name);
            else if (!directory.TryRemoveDirectory(name))
                return name;
        }
        return null;
    }

    private static DirectoryHandle Replace(DirectoryHandle old, DirectoryHandle next)
    {
        old.Dispose();
        return next;
    }
}
