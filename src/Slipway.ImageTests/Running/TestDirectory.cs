using System.Text;
using Slipway.Linux;
using Slipway.Linux.Files;

namespace Slipway.ImageTests.Running;

/// <summary>
/// The directory of a test file. Files are read beneath it only, and no links are followed: a template's author
/// need not be trusted.
/// </summary>
internal sealed class TestDirectory(string path)
{
    public const int MaxFileBytes = 32 << 20;
    private const int MaxTextLength = 4 << 20;

    public string ReadText(string file) => Encoding.UTF8.GetString(Read(file, MaxTextLength));

    /// <exception cref="SlipwayException">There is no such regular file, or it is too long.</exception>
    public byte[] Read(string file, int maxBytes = MaxFileBytes)
    {
        try
        {
            using var directory = DirectoryHandle.Open(path);
            using var handle = directory.OpenFile(RawPath.Of(file), OpenFlags.ReadOnly | OpenFlags.NonBlocking);
            var stat = handle.Stat();
            if (!stat.IsRegular)
                throw Refused(file, "is no regular file");
            if (stat.Size > maxBytes)
                throw Refused(file, $"is {stat.Size} bytes long; {maxBytes} are the most");
            var bytes = new byte[stat.Size];
            return bytes[..handle.ReadFully(bytes)];
        }
        catch (LinuxException e)
        {
            throw Refused(file, $"cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The path on this machine of a file or directory that is to be shown to a container.</summary>
    public string Locate(string file)
    {
        try
        {
            using var directory = DirectoryHandle.Open(path);
            using var handle = directory.OpenFile(RawPath.Of(file), OpenFlags.PathOnly);
            return Path.GetFullPath(Path.Combine(path, file));
        }
        catch (LinuxException e)
        {
            throw Refused(file, $"cannot be mounted: {e.Message}", e);
        }
    }

    private static SlipwayException Refused(string file, string cause, Exception? inner = null) =>
        new(ErrorCode.Invalid, $"'{file}' beside the test file {cause}", inner: inner);
}
