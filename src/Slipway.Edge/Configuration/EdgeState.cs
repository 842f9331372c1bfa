using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Platform.Routes;

namespace Slipway.Edge.Configuration;

/// <summary>
/// Everything but the options that the configuration is rendered from. Stored on disk, so that a restart continues with
/// it.
/// </summary>
internal sealed record EdgeState(RouteTable Table, BackendSlots Slots)
{
    public static readonly EdgeState Empty = new(RouteTable.Empty, BackendSlots.Empty);

    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new EndPointConverter(), new JsonStringEnumConverter() },
        WriteIndented = true,
    };

    public EdgeState With(RouteTable table) => new(table, Slots.For(table));

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <exception cref="JsonException">The text was not written by <see cref="ToJson"/>.</exception>
    public static EdgeState FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<EdgeState>(json, Json) ?? throw new JsonException("empty");

    private sealed class EndPointConverter : JsonConverter<IPEndPoint>
    {
        public override IPEndPoint Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            IPEndPoint.TryParse(reader.GetString() ?? "", out var address) ? address : throw new JsonException(
                "not an address and port");

        public override void Write(Utf8JsonWriter writer, IPEndPoint value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
