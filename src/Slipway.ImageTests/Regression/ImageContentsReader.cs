using Slipway.Engine.Builds;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.ImageTests.Regression;

/// <summary>Reads what <see cref="ImageComparison"/> compares.</summary>
public static class ImageContentsReader
{
    private const int MaxFiles = 2_000_000;

    /// <exception cref="SlipwayException">The image has more files than are looked at.</exception>
    public static async Task<ImageContents> ReadAsync(BuildEngine builds, Image image, CancellationToken cancel)
    {
        var files = await builds.ViewAsync(image.Layers, root => Task.Run(() => List(root, cancel), cancel), cancel);
        return new ImageContents(image.Config.Config ?? new ContainerConfig(), files);
    }

    private static HashSet<string> List(string root, CancellationToken cancel)
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        using var top = DirectoryHandle.Open(root);
        var waiting = new Stack<RawPath>([RawPath.Empty]);
        while (waiting.TryPop(out var path))
        {
            cancel.ThrowIfCancellationRequested();
            using var directory = top.OpenDirectory(path);
            foreach (var name in directory.List())
            {
                if (directory.Find(name) is { IsDirectory: true })
                    waiting.Push(path.Combine(name));
                else if (files.Count < MaxFiles)
                    files.Add(path.Combine(name).ToString());
                else
                    throw new SlipwayException(ErrorCode.BuildLimit, $"the image has more than {MaxFiles} files");
            }
        }
        return files;
    }
}
