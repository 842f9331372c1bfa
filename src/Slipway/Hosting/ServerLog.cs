using System.Text;
using Slipway.Linux.Files;
using Slipway.Linux.Processes;

namespace Slipway.Hosting;

/// <summary>
/// Keeps <c>server.log</c> short. Whoever started the server opened it for its output and errors; the server itself
/// turns both to a new file when it has become long, so that nothing is lost and the last words of a crash stand in the
/// newest. Where output goes elsewhere, all stays as it is.
/// </summary>
internal sealed class ServerLog(string path, long maxBytes = ServerLog.MaxFileBytes) : TextWriter
{
    private const long MaxFileBytes = 8 << 20;
    private const int EarlierParts = 3;
    private bool _lineEnded = true;

    public override Encoding Encoding => Encoding.UTF8;

    public static void Bound(string path)
    {
        if (StandardOutput.LeadsTo(path))
            Console.SetOut(new ServerLog(path));
    }

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void WriteLine(string? value) => Write($"{value}\n");

    /// <summary>A log that cannot be written, its disk being full, stops nothing.</summary>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (buffer.IsEmpty)
            return;
        try
        {
            if (_lineEnded && StandardOutput.Length >= maxBytes)
                Rotate();
            StandardOutput.Write(Encoding.GetBytes(buffer.ToArray()));
            _lineEnded = buffer[^1] == '\n';
        }
        catch (IOException)
        {
            // There is nowhere to tell it.
        }
    }

    private void Rotate()
    {
        RotatedFiles.Shift(path, EarlierParts);
        StandardOutput.TurnTo(path);
    }
}
