namespace Slipway.Platform.Operations;

/// <summary>
/// Stops an operation for ever at each point that the file does not list, and lists it there (a line: id, kind, point).
/// Whoever kills the server when its operations stand, and starts the next one with the same file, meets every point of
/// every operation once.
/// </summary>
internal sealed class FailpointHalts
{
    // Each operation that stands holds a thread.
    private const int Threads = 64;
    private readonly string _file;
    private readonly HashSet<string> _listed;

    public FailpointHalts(string file)
    {
        (_file, _listed) = (file, File.Exists(file) ? [.. File.ReadLines(file)] : []);
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, Threads), completions);
    }

    public void Halt(Operation operation, string point)
    {
        var line = $"{operation.Id} {operation.Kind} {point}";
        lock (_listed)
        {
            if (!_listed.Add(line))
                return;
            File.AppendAllText(_file, line + "\n");
        }
        Thread.Sleep(Timeout.Infinite);
    }
}
