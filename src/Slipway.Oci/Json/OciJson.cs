using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Oci.Json;

/// <summary>
/// Reads and writes image-spec documents. Output is deterministic: the same record gives the same bytes, and so the
/// same digest.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 32,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(DigestConverter)])]
[JsonSerializable(typeof(ImageManifest))]
[JsonSerializable(typeof(ImageIndex))]
[JsonSerializable(typeof(ImageConfig))]
[JsonSerializable(typeof(Descriptor))]
public sealed partial class OciJson : JsonSerializerContext
{
    /// <summary>
    /// The maximum length of a document (distribution-spec asks registries to accept at least 4 MiB).
    /// </summary>
    public const int MaxDocumentBytes = 4 << 20;

    /// <summary>
    /// Go escapes only HTML characters in labels and commands; Slipway escapes only what JSON requires, for
    /// readability.
    /// </summary>
    private static readonly OciJson Relaxed = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new DigestConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static byte[] Write(ImageManifest manifest) =>
        JsonSerializer.SerializeToUtf8Bytes(manifest, Relaxed.ImageManifest);

    public static byte[] Write(ImageIndex index) => JsonSerializer.SerializeToUtf8Bytes(index, Relaxed.ImageIndex);

    public static byte[] Write(ImageConfig config) => JsonSerializer.SerializeToUtf8Bytes(config, Relaxed.ImageConfig);

    /// <exception cref="SlipwayException">The bytes are no image manifest.</exception>
    public static ImageManifest ReadManifest(ReadOnlySpan<byte> json)
    {
        var manifest = Read(json, Default.ImageManifest, "image manifest");
        Check([.. manifest.Layers, manifest.Config]);
        return manifest;
    }

    /// <exception cref="SlipwayException">The bytes are no image index.</exception>
    public static ImageIndex ReadIndex(ReadOnlySpan<byte> json)
    {
        var index = Read(json, Default.ImageIndex, "image index");
        Check(index.Manifests);
        return index;
    }

    /// <exception cref="SlipwayException">The bytes are no image configuration.</exception>
    public static ImageConfig ReadConfig(ReadOnlySpan<byte> json) =>
        Read(json, Default.ImageConfig, "image configuration");

    /// <summary>The serializer does not check the elements of lists.</summary>
    private static void Check(IReadOnlyList<Descriptor> descriptors)
    {
        if (descriptors.Any(descriptor => descriptor is null || descriptor.Size < 0))
            throw new SlipwayException(
                ErrorCode.Malformed, "a descriptor is null or says that its blob has less than no bytes");
    }

    private static T Read<T>(
        ReadOnlySpan<byte> json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, string what)
    {
        if (json.Length > MaxDocumentBytes)
            throw new SlipwayException(
                ErrorCode.Malformed, $"the {what} is {json.Length} bytes long; {MaxDocumentBytes} are the most");
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new SlipwayException(
                ErrorCode.Malformed, $"the {what} is null");
        }
        catch (JsonException e)
        {
            throw new SlipwayException(ErrorCode.Malformed, $"the {what} cannot be read: {e.Message}", inner: e);
        }
    }
}
