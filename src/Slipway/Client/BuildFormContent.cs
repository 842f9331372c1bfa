using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Slipway.Client;

/// <summary>The form of a build: its options, followed by its sources in order.</summary>
internal sealed class BuildFormContent : MultipartFormDataContent
{
    public static BuildFormContent Of<T>(T options, JsonTypeInfo<T> type)
    {
        var part = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(options, type));
        part.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var form = new BuildFormContent();
        form.Add(part, "options");
        return form;
    }

    public BuildFormContent With(string name, HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        Add(content, name, name);
        return this;
    }
}
