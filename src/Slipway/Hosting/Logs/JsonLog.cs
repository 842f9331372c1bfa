using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Slipway.Hosting.Logs;

/// <summary>
/// A JSON document a line: <c>time</c>, <c>level</c>, <c>category</c>, <c>message</c>, <c>exception</c>, and the fields
/// and scopes under their own names.
/// </summary>
internal static class JsonLog
{
    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Render(LogEvent logged)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", logged.Time.UtcDateTime);
            json.WriteString("level", logged.Level.ToString().ToLowerInvariant());
            json.WriteString("category", logged.Category);
            json.WriteString("message", logged.Message);
            if (logged.Exception is { } exception)
                json.WriteString("exception", exception.ToString());
            WriteFields(json, logged);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void WriteFields(Utf8JsonWriter json, LogEvent logged)
    {
        var written = new HashSet<string>(StringComparer.Ordinal)
        {
            "time", "level", "category", "message", "exception",
        };
        foreach (var (name, value) in logged.Fields.Concat(logged.Scopes))
        {
            var member = JsonNamingPolicy.CamelCase.ConvertName(name);
            if (!written.Add(member))
                continue;
            json.WritePropertyName(member);
            Write(json, value);
        }
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        if (value is null)
            json.WriteNullValue();
        else if (value is bool truth)
            json.WriteBooleanValue(truth);
        else if (value is int or long or uint or short or ushort or byte)
            json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
        else
            json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
    }
}
