using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Slipway.Oci.Json;

namespace Slipway.Storage.Sqlite.Platform;

/// <summary>The part of a record that no query looks into, as JSON.</summary>
internal static class Body
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        Converters = { new DigestConverter(), new JsonStringEnumConverter() },
    };

    public static string Write<T>(T record) => JsonSerializer.Serialize(record, Options);

    /// <summary>Of the record's own type, whatever it is declared as.</summary>
    public static JsonObject WriteObject(object record) =>
        (JsonObject)JsonSerializer.SerializeToNode(record, record.GetType(), Options)!;

    /// <exception cref="SlipwayException">The stored object is not such a record.</exception>
    public static object ReadObject(JsonObject stored, Type type)
    {
        try
        {
            return stored.Deserialize(type, Options) ?? throw new SlipwayException(
                ErrorCode.Storage, $"a stored {type.Name} is null");
        }
        catch (JsonException e)
        {
            throw new SlipwayException(
                ErrorCode.Storage, $"a stored {type.Name} cannot be read: {e.Message}", inner: e);
        }
    }

    /// <exception cref="SlipwayException">The stored text is not such a record: the database was changed by something
    /// else.</exception>
    public static T Read<T>(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Options)
                ?? throw new SlipwayException(ErrorCode.Storage, $"a stored {typeof(T).Name} is null");
        }
        catch (JsonException e)
        {
            throw new SlipwayException(
                ErrorCode.Storage, $"a stored {typeof(T).Name} cannot be read: {e.Message}", inner: e);
        }
    }
}
