namespace Slipway.Engine.Embedded.Snapshots;

/// <summary>
/// The unpacked layers of an image. Until it is disposed none of them is removed; a mounted overlay keeps
/// its layers besides.
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
