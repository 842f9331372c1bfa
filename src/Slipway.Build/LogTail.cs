namespace Slipway.Build;

/// <summary>The last lines that were written, for the error that may follow.</summary>
public sealed class LogTail
{
    private const int MaxLines = 20;
    private readonly Queue<string> _lines = new();

    public void Add(string line)
    {
        if (_lines.Count == MaxLines)
            _lines.Dequeue();
        _lines.Enqueue(line);
    }

    public void Clear() => _lines.Clear();

    public IReadOnlyList<string> Lines => [.. _lines];
}
