namespace Slipway.Linux.Files;

/// <summary>The modes of <see cref="FileModes"/> for .NET's calls.</summary>
public static class UnixFileModes
{
    /// <summary>0600</summary>
    public const UnixFileMode OwnerReadWrite = (UnixFileMode)FileModes.OwnerReadWrite;

    /// <summary>0700</summary>
    public const UnixFileMode OwnerAll = (UnixFileMode)FileModes.OwnerAll;

    /// <summary>0644</summary>
    public const UnixFileMode AllRead = (UnixFileMode)FileModes.AllRead;

    /// <summary>0666</summary>
    public const UnixFileMode AllReadWrite = (UnixFileMode)FileModes.AllReadWrite;

    /// <summary>0711</summary>
    public const UnixFileMode AllTraverse = (UnixFileMode)FileModes.AllTraverse;

    /// <summary>0755</summary>
    public const UnixFileMode AllExecute = (UnixFileMode)FileModes.AllExecute;

    /// <summary>0777</summary>
    public const UnixFileMode All = (UnixFileMode)FileModes.All;
}
