using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Oci;
using Slipway.Oci.Json;

namespace Slipway.Engine.Embedded.Snapshots;

/// <summary>What a snapshot is: the files of the layer <paramref name="DiffId"/>, unpacked over <paramref name="Parent"/>.</summary>
/// <param name="BootId">The boot in which it was made, while its files may not yet be on disk; null when they are.</param>
internal sealed record SnapshotRecord(Digest Chain, Digest? Parent, Digest DiffId, string? BootId)
{
    private const int LongestRecord = 4096;

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, SnapshotJson.Default.SnapshotRecord);

    /// <summary>The record in a file, or null when it is missing or damaged: the snapshot is a cache and can be made again.</summary>
    internal static SnapshotRecord? Read(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= LongestRecord }
                ? JsonSerializer.Deserialize(File.ReadAllBytes(path), SnapshotJson.Default.SnapshotRecord)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(DigestConverter)])]
[JsonSerializable(typeof(SnapshotRecord))]
internal sealed partial class SnapshotJson : JsonSerializerContext;
