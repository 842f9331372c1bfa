using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Slipway.Oci;
using Slipway.Platform;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

/// <summary>
/// The body of a build: the source itself, or a form (RFC 7578) of the part <c>options</c>, JSON, and then the part <c>source</c>. Options may hold secrets,
/// so they travel in the body and never in an address, which logs keep.
/// </summary>
internal static class BuildForm
{
    private const int LongestOptions = 4 << 20;

    /// <exception cref="PlatformException">Invalid: it is no such form.</exception>
    public static async Task<(BuildRequest Options, Stream Source)> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            return (new BuildRequest(), request.Body);
        if (HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 70 } boundary)
            throw Malformed("it names no boundary");
        try
        {
            var reader = new MultipartReader(boundary.Value!, request.Body) { BodyLengthLimit = LongestOptions };
            var options = await SectionAsync(reader, "options", cancel);
            var read = await JsonSerializer.DeserializeAsync(options, ApiJson.Default.BuildRequest, cancel) ?? throw Malformed("its options are null");
            reader.BodyLengthLimit = null;
            return (read, await SectionAsync(reader, "source", cancel));
        }
        catch (JsonException e)
        {
            // The message of the reader could show a piece of a secret.
            throw Malformed($"its options are not such a document (line {e.LineNumber + 1}, at {Excerpt.Of(e.Path)})");
        }
        catch (InvalidDataException e)
        {
            throw Malformed(e.Message);
        }
    }

    private static async Task<Stream> SectionAsync(MultipartReader reader, string name, CancellationToken cancel)
    {
        var section = await reader.ReadNextSectionAsync(cancel);
        return section?.GetContentDispositionHeader()?.Name.Value?.Trim('"') == name
            ? section.Body
            : throw Malformed($"the part '{name}' is not where it is to be");
    }

    private static PlatformException Malformed(string cause) =>
        new(PlatformError.Invalid, $"the build's form cannot be read: {cause}", "send the part 'options' (JSON) and then the part 'source'");
}
