using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Slipway.Oci;
using Slipway.Platform;

namespace Slipway.Web.Endpoints;

/// <summary>
/// The body of a build request: the source itself, or a form (RFC 7578) with the part <c>options</c> (JSON), followed
/// by the part <c>source</c> and possibly more. Options may contain secrets, so they are in the body and not in the
/// URL, which is logged.
/// </summary>
internal sealed class BuildForm<T> where T : class, new()
{
    private const int MaxOptionsBytes = 4 << 20;
    private readonly Stream _body;
    private readonly MultipartReader? _reader;

    private BuildForm(
        T options, Stream body, MultipartReader? reader) => (Options, _body, _reader) = (options, body, reader);

    public T Options { get; }

    /// <exception cref="SlipwayException">Invalid: it is no such form.</exception>
    public static async Task<BuildForm<T>> OpenAsync(
        HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var media)
            || !media.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            return new BuildForm<T>(new T(), request.Body, null);
        if (HeaderUtilities.RemoveQuotes(media.Boundary) is not { Length: > 0 and <= 70 } boundary)
            throw Malformed("it names no boundary");
        try
        {
            var reader = new MultipartReader(boundary.Value!, request.Body) { BodyLengthLimit = MaxOptionsBytes };
            var options = await SectionAsync(reader, "options", cancel);
            var read = await JsonSerializer.DeserializeAsync(options, type, cancel)
                ?? throw Malformed("its options are null");
            reader.BodyLengthLimit = null;
            return new BuildForm<T>(read, request.Body, reader);
        }
        catch (JsonException e)
        {
            // The parser's message could contain a part of a secret.
            throw Malformed($"its options are not such a document (line {e.LineNumber + 1}, at {Excerpt.Of(e.Path)})");
        }
        catch (InvalidDataException e)
        {
            throw Malformed(e.Message);
        }
    }

    /// <summary>The next part, which must have that name; a body that is not a form is the source.</summary>
    /// <exception cref="SlipwayException">Invalid: it is another, or there is none.</exception>
    public async Task<Stream> PartAsync(string name, CancellationToken cancel)
    {
        if (_reader is null)
            return _body;
        try
        {
            return await SectionAsync(_reader, name, cancel);
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

    private static SlipwayException Malformed(string cause) =>
        new(ErrorCode.Invalid, $"the build's form cannot be read: {cause}",
            "send the part 'options' (JSON) and then the part 'source'");
}
