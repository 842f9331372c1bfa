namespace Slipway.Build;

/// <summary>Keeps the last lines of output for a possible error.</summary>
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
