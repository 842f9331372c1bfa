using System.Text.Json.Serialization;
using Slipway.Engine.Embedded.Files;
using Slipway.Oci;
using Slipway.Oci.Json;

namespace Slipway.Engine.Embedded.Snapshots;

/// <summary>
/// What a snapshot is: the files of the layer <paramref name="DiffId"/>, unpacked over <paramref name="Parent"/>.
/// </summary>
/// <param name="BootId">The boot in which it was made, while its files may not yet be on disk; null when
/// they are.</param>
internal sealed record SnapshotRecord(Digest Chain, Digest? Parent, Digest DiffId, string? BootId)
{
    internal void Write(string path) => JsonFile.WriteDurably(path, this, SnapshotJson.Default.SnapshotRecord);

    /// <summary>
    /// The record in a file, or null when it is missing or damaged: the snapshot is a cache and can be made again.
    /// </summary>
    internal static SnapshotRecord? Read(string path) => JsonFile.TryRead(path, SnapshotJson.Default.SnapshotRecord);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(DigestConverter)])]
[JsonSerializable(typeof(SnapshotRecord))]
internal sealed partial class SnapshotJson : JsonSerializerContext;
