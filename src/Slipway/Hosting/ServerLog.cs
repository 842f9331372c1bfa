using System.Text;
using Slipway.Linux;
using Slipway.Linux.Files;
using Slipway.Linux.Processes;

namespace Slipway.Hosting;

/// <summary>
/// Rotates <c>server.log</c>. The process that started the server opened it for standard output and standard error; the
/// server redirects both to a new file when it has become long, so nothing is lost, and the last lines before a crash
/// are in the newest file. Other outputs are left alone.
/// </summary>
internal sealed class ServerLog(string path, ServerLog.OutputWriter write) : TextWriter
{
    private const long MaxFileBytes = 8 << 20;
    private const int EarlierParts = 3;
    private bool _lineEnded = true;

    internal delegate void OutputWriter(ReadOnlySpan<byte> bytes);

    public override Encoding Encoding => Encoding.UTF8;

    public static void Bound(string path)
    {
        if (StandardOutput.LeadsTo(path))
            Console.SetOut(new ServerLog(path, StandardOutput.Write));
    }

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void WriteLine(string? value) => Write($"{value}\n");

    /// <summary>If the log cannot be written because the disk is full, the server continues.</summary>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (buffer.IsEmpty)
            return;
        try
        {
            if (_lineEnded && StandardOutput.Length >= MaxFileBytes)
                Rotate();
            write(Encoding.GetBytes(buffer.ToArray()));
            _lineEnded = buffer[^1] == '\n';
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LinuxException)
        {
            // There is no place to report it.
        }
    }

    private void Rotate()
    {
        RotatedFiles.Shift(path, EarlierParts);
        StandardOutput.TurnTo(path);
    }
}
