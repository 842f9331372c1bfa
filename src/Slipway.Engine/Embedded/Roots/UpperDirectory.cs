using Slipway.Linux.Files;

namespace Slipway.Engine.Embedded.Roots;

/// <summary>The writable directories of an overlay: <c>upper</c> and <c>work</c>.</summary>
internal static class UpperDirectory
{
    /// <summary>
    /// Creates missing directories. The merged root has the mode and time of the upper directory, so they are copied
    /// from the layer below.
    /// </summary>
    internal static void Prepare(string writable, string below)
    {
        var upper = Path.Combine(writable, "upper");
        Directory.CreateDirectory(writable, UnixFileModes.OwnerAll);
        Directory.CreateDirectory(Path.Combine(writable, "work"), UnixFileModes.OwnerAll);
        if (Directory.Exists(upper))
            return;
        var made = Directory.CreateDirectory(Path.Combine(writable, "upper.new"));
        File.SetUnixFileMode(made.FullName, File.GetUnixFileMode(below));
        Directory.SetLastWriteTimeUtc(made.FullName, Directory.GetLastWriteTimeUtc(below));
        Directory.Move(made.FullName, upper);
    }
}
