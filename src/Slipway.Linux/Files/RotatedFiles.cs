using System.Globalization;

namespace Slipway.Linux.Files;

/// <summary>Rotated log files: <c>FILE.1</c> is the newest, <c>FILE.2</c> the one before.</summary>
public static class RotatedFiles
{
    /// <summary>
    /// Renames the file to <c>FILE.1</c> and each rotated file to the next number, and keeps the newest
    /// <paramref name="kept"/>.
    /// </summary>
    public static void Shift(string file, int kept)
    {
        for (var number = kept; number > 1; number--)
            if (File.Exists(PartOf(file, number - 1)))
                File.Move(PartOf(file, number - 1), PartOf(file, number), overwrite: true);
        File.Move(file, PartOf(file, 1), overwrite: true);
    }

    private static string PartOf(string file, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{file}.{number}");
}
