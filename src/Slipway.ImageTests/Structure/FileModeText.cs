using System.Globalization;
using Slipway.ImageTests.Files;
using Slipway.Linux.Files;

namespace Slipway.ImageTests.Structure;

/// <summary>Writes a file's kind and permission bits as ls(1) and as Go (and so container-structure-test) do.</summary>
internal static class FileModeText
{
    private const int SetUser = 0x800;
    private const int SetGroup = 0x400;
    private const int Sticky = 0x200;

    public static string OfList(FileStat file)
    {
        var text = (TypeOf(file.Kind, 'l', '-') + Bits(file.Mode)).ToCharArray();
        Mark(text, 3, file.Mode, SetUser, 's', 'S');
        Mark(text, 6, file.Mode, SetGroup, 's', 'S');
        Mark(text, 9, file.Mode, Sticky, 't', 'T');
        return new string(text);
    }

    public static string OfGo(FileStat file)
    {
        var before = (file.Kind == FileKind.Regular ? "" : TypeOf(file.Kind, 'L', '-'))
            + ((file.Mode & SetUser) != 0 ? "u" : "") + ((file.Mode & SetGroup) != 0 ? "g" : "")
            + ((file.Mode & Sticky) != 0 ? "t" : "");
        return (before.Length == 0 ? "-" : before) + Bits(file.Mode);
    }

    public static bool IsExecutable(FileStat file, ExecutePermission by) => by switch
    {
        ExecutePermission.Owner => (file.Mode & 0x40) != 0,
        ExecutePermission.Group => (file.Mode & 0x08) != 0,
        ExecutePermission.Other => (file.Mode & 0x01) != 0,
        _ => (file.Mode & 0x49) != 0,
    };

    private static string TypeOf(FileKind kind, char link, char regular) => (kind switch
    {
        FileKind.Directory => 'd',
        FileKind.Symlink => link,
        FileKind.Fifo => 'p',
        FileKind.Socket => 's',
        FileKind.CharDevice => 'c',
        FileKind.BlockDevice => 'b',
        _ => regular,
    }).ToString(CultureInfo.InvariantCulture);

    private static string Bits(int mode) =>
        string.Concat("rwxrwxrwx".Select((letter, place) => (mode >> (8 - place) & 1) != 0 ? letter : '-'));

    private static void Mark(char[] text, int place, int mode, int bit, char executable, char other)
    {
        if ((mode & bit) != 0)
            text[place] = text[place] == 'x' ? executable : other;
    }
}
