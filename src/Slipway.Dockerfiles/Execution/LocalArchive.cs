using System.ComponentModel;
using System.Diagnostics;
using Slipway.Build.Context;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Dockerfiles.Execution;

/// <summary>
/// A file that ADD may unpack: a tar archive, plain or compressed by gzip, zstd, bzip2 or xz, regardless of its name.
/// </summary>
internal sealed class LocalArchive : IDisposable
{
    private readonly FileStream _file;
    private readonly Process? _decompressor;

    private LocalArchive(FileStream file, Process? decompressor, Stream content) =>
        (_file, _decompressor, Content) = (file, decompressor, content);

    /// <summary>The uncompressed archive.</summary>
    public Stream Content { get; }

    public static bool IsArchive(SourceTree tree, SourceFile file, int line)
    {
        if (!file.Stat.IsRegular || file.Stat.Size == 0)
            return false;
        try
        {
            using var archive = Open(tree, file, line);
            return new TarReader(archive.Content).Next() is not null;
        }
        catch (Exception e) when (e is SlipwayException { Code: ErrorCode.Malformed } or InvalidDataException)
        {
            return false;
        }
    }

    public static LocalArchive Open(SourceTree tree, SourceFile file, int line)
    {
        var stream = tree.Open(file);
        try
        {
            var head = new byte[6];
            var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            stream.Position = 0;
            return ProgramFor(head.AsSpan(0, length)) is { } program
                ? Through(program, stream, line)
                : new LocalArchive(stream, null, Decompression.Open(stream));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Content.Dispose();
        if (_decompressor is not null)
        {
            // It may still have unread output.
            _decompressor.Kill();
            _decompressor.Dispose();
        }
        _file.Dispose();
    }

    private static string? ProgramFor(ReadOnlySpan<byte> head) => head switch
    {
        [(byte)'B', (byte)'Z', (byte)'h', ..] => "bzip2",
        [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0] => "xz",
        _ => null,
    };

    private static LocalArchive Through(string program, FileStream file, int line)
    {
        // The program reads the already open file, even if its path now names another one.
        var opened = $"/proc/{Environment.ProcessId}/fd/{file.SafeFileHandle.DangerousGetHandle()}";
        try
        {
            var process = Process.Start(new ProcessStartInfo(program, ["-dcf", opened])
            {
                RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            })!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            return new LocalArchive(file, process, process.StandardOutput.BaseStream);
        }
        catch (Win32Exception e)
        {
            throw new DockerfileException(
                ErrorCode.DockerfileSource, $"the archive needs {program}, which is not installed",
                line, $"Install {program} on this machine, or compress the archive by gzip.", e);
        }
    }
}
