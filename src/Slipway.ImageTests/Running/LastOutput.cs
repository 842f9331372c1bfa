using Slipway.Build;

namespace Slipway.ImageTests.Running;

/// <summary>The last lines that anything in a test has written.</summary>
internal sealed class LastOutput
{
    private readonly Lock _lock = new();
    private readonly LogTail _tail = new();

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
                return _tail.Lines;
        }
    }

    public void Add(string line)
    {
        lock (_lock)
            _tail.Add(line);
    }

    public void AddAll(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            Add(line);
    }
}
