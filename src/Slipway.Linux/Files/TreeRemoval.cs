namespace Slipway.Linux.Files;

/// <summary>Removes trees that others made: any depth, with one descriptor, no link followed.</summary>
public static class TreeRemoval
{
    private static readonly RawPath Above = RawPath.Of(".."u8);

    extension(DirectoryHandle directory)
    {
        /// <summary>Removes what a name names, with all below it. Nothing happens when there is nothing.</summary>
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
    /// Goes down into the first directory that is not empty, and back up when it is, so that depth costs names
    /// and no descriptors.
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

    /// <summary>Removes files and empty directories; returns the first directory that is not empty.</summary>
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
