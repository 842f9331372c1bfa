namespace Slipway.Engine.Embedded.Snapshots;

/// <summary>
/// An unpacked layer: a directory named by a small number (mount options must fit one page) with its record.
/// </summary>
internal sealed record Snapshot(int Number, SnapshotRecord Record)
{
    /// <summary>The layer's files, relative to the snapshots' directory.</summary>
    internal string Name => $"{Number}/fs";
}
