using System.Text.Json.Serialization;
using Slipway.Engine.Embedded.Files;
using Slipway.Oci;
using Slipway.Oci.Json;

namespace Slipway.Engine.Embedded.Snapshots;

/// <summary>
/// The record of a snapshot: the files of the layer <paramref name="DiffId"/>, unpacked over <paramref name="Parent"/>.
/// </summary>
/// <param name="BootId">The boot in which it was created, until its files are synced; then null.</param>
internal sealed record SnapshotRecord(Digest Chain, Digest? Parent, Digest DiffId, string? BootId)
{
    internal void Write(string path) => JsonFile.WriteDurably(path, this, SnapshotJson.Default.SnapshotRecord);

    /// <summary>
    /// Reads a record; null when it is missing or damaged, because the snapshot is a cache and can be created again.
    /// </summary>
    internal static SnapshotRecord? Read(string path) => JsonFile.TryRead(path, SnapshotJson.Default.SnapshotRecord);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(DigestConverter)])]
[JsonSerializable(typeof(SnapshotRecord))]
internal sealed partial class SnapshotJson : JsonSerializerContext;
