namespace Slipway.Engine.Embedded.Snapshots;

/// <summary>
/// The unpacked layers of an image. None of them is removed until this is disposed; a mounted overlay also keeps its
/// layers.
/// </summary>
public sealed class SnapshotStack : IDisposable
{
    private Action? _release;

    internal SnapshotStack(IReadOnlyList<string> names, Action release) => (Names, _release) = (names, release);

    /// <summary>
    /// The layers' directories relative to <see cref="EngineDirectory.Snapshots"/>, the topmost first.
    /// </summary>
    public IReadOnlyList<string> Names { get; }

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
