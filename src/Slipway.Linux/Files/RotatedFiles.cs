using System.Globalization;

namespace Slipway.Linux.Files;

/// <summary>The earlier parts of a log: <c>FILE.1</c> is the newest, <c>FILE.2</c> the one before.</summary>
public static class RotatedFiles
{
    /// <summary>
    /// The file becomes the newest earlier part, each part the next older one; of parts, the newest
    /// <paramref name="kept"/> stay.
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
