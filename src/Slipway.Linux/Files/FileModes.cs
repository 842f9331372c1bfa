namespace Slipway.Linux.Files;

/// <summary>Permission bits that files are given (inode(7)); octal literals do not exist in C#.</summary>
public static class FileModes
{
    /// <summary>0100: the bit that makes a file a program of its owner.</summary>
    public const int OwnerExecute = 0x40;

    /// <summary>0400: a file that its owner reads, a secret for example.</summary>
    public const int OwnerRead = 0x100;

    /// <summary>0444: a file that everybody reads and nobody changes.</summary>
    public const int AllReadOnly = 0x124;

    /// <summary>0555: a program that everybody uses and nobody changes.</summary>
    public const int AllExecuteOnly = 0x16D;

    /// <summary>0600: a file of its owner alone.</summary>
    public const int OwnerReadWrite = 0x180;

    /// <summary>0700: a directory of its owner alone.</summary>
    public const int OwnerAll = 0x1C0;

    /// <summary>0644: a file that everybody reads.</summary>
    public const int AllRead = 0x1A4;

    /// <summary>0666: a socket, pipe or device that everybody reads and writes.</summary>
    public const int AllReadWrite = 0x1B6;

    /// <summary>0711: a directory of its owner alone that everybody may pass through.</summary>
    public const int AllTraverse = 0x1C9;

    /// <summary>0755: a program or directory that everybody uses.</summary>
    public const int AllExecute = 0x1ED;

    /// <summary>0777: everything for everybody, and the mask of all permissions.</summary>
    public const int All = 0x1FF;

    /// <summary>01777: a directory like <c>/tmp</c>, in which users remove their own files only.</summary>
    public const int Sticky = 0x3FF;
}
