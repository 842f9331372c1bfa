using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Engine.Embedded.Logs;

/// <summary>Reads a gear's log across rotations.</summary>
internal sealed class GearLog(string path, int rotated)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <param name="ended">Waits for more lines until this completes; with a completed task it reads only existing
    /// lines.</param>
    public async IAsyncEnumerable<LogLine> ReadAsync(
        int? tail, Task ended, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var chain = new RotatedLogReader(path, rotated);
        var parser = new LogParser();
        foreach (var line in Kept(chain, parser, tail, ended.IsCompleted))
            yield return line;
        while (true)
        {
            // Checked before reading, so that everything written before the end is read.
            var last = ended.IsCompleted;
            while (chain.Read() is { Length: > 0 } bytes)
                foreach (var line in parser.Feed(bytes))
                    yield return line;
            if (last)
                break;
            await Task.WhenAny(ended, Task.Delay(Pause, cancel));
            cancel.ThrowIfCancellationRequested();
        }
        foreach (var line in parser.Finish())
            yield return line;
    }

    private static Queue<LogLine> Kept(RotatedLogReader chain, LogParser parser, int? tail, bool complete)
    {
        var kept = new Queue<LogLine>();
        while (chain.Read() is { Length: > 0 } bytes)
            Keep(parser.Feed(bytes));
        if (complete)
            Keep(parser.Finish());
        return kept;

        void Keep(IEnumerable<LogLine> lines)
        {
            foreach (var line in lines)
            {
                kept.Enqueue(line);
                if (tail is { } max && kept.Count > max)
                    kept.Dequeue();
            }
        }
    }
}

/// <summary>
/// The files of one log from the oldest to the current one, read as one stream while they are rotated.
/// </summary>
internal sealed class RotatedLogReader(string path, int rotated) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 << 10];
    private SafeFileHandle? _open;
    private long _inode;
    private long _position;

    /// <summary>The next bytes; none when everything written so far has been read.</summary>
    public ReadOnlyMemory<byte> Read()
    {
        while (_open is not null || OpenNext())
        {
            // Looked up before reading: a file with a successor gets no more data.
            var successor = Successor();
            var read = RandomAccess.Read(_open!, _buffer, _position);
            _position += read;
            if (read > 0)
                return _buffer.AsMemory(0, read);
            if (successor is null)
                break;
            Switch(successor);
        }
        return default;
    }

    public void Dispose() => _open?.Dispose();

    private IEnumerable<string> OldestFirst =>
        Enumerable.Range(1, rotated).Reverse().Select(n => $"{path}.{n}").Append(path);

    private bool OpenNext() => OldestFirst.FirstOrDefault(File.Exists) is { } first && Switch(first);

    private bool Switch(string file)
    {
        _open?.Dispose();
        _open = null;
        try
        {
            _open = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        _position = 0;
        _inode = FileIdentity.Of(_open);
        return true;
    }

    /// <summary>
    /// The file after the open one: the next newer by name, or the oldest if the open one was rotated out.
    /// </summary>
    private string? Successor()
    {
        var files = OldestFirst.Where(File.Exists).ToList();
        var place = files.FindIndex(f => FileIdentity.Of(f) == _inode);
        return place + 1 < files.Count ? files[place + 1] : null;
    }
}
