using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Platform.Applications;
using Slipway.Platform.Sealing;

namespace Slipway.Platform.Builds;

/// <summary>
/// Private inputs as they are stored: each of an application's on its own, those of one build as a whole.
/// </summary>
internal sealed class PrivateInputSealing(SealingKey key)
{
    /// <returns>Null when there is nothing to hide.</returns>
    public string? Seal(Application application, PrivateInputs inputs) =>
        inputs.IsEmpty ? null : key.Seal(
            JsonSerializer.SerializeToUtf8Bytes(inputs, PrivateInputJson.Default.PrivateInputs), OfBuild(application));

    public PrivateInputs Open(Application application, string? text) =>
        text is null
            ? PrivateInputs.None
            : JsonSerializer.Deserialize(key.Open(text, OfBuild(application)), PrivateInputJson.Default.PrivateInputs)!;

    public SealedInput Seal(
        Application application, PrivateInputKind kind, string name, ReadOnlySpan<byte> value, DateTimeOffset now) =>
        new(kind, name, key.Seal(value, Of(application, kind, name)), now);

    public PrivateInputs Open(Application application, IReadOnlyList<SealedInput> inputs)
    {
        byte[] Value(SealedInput input) => key.Open(input.Sealed, Of(application, input.Kind, input.Name));
        var kinds = inputs.ToLookup(input => input.Kind);
        return new PrivateInputs
        {
            Environment = kinds[PrivateInputKind.Variable].ToImmutableSortedDictionary(
                input => input.Name, input => Encoding.UTF8.GetString(Value(input)), StringComparer.Ordinal),
            Secrets = kinds[PrivateInputKind.Secret].ToImmutableSortedDictionary(
                input => input.Name, input => (ReadOnlyMemory<byte>)Value(input), StringComparer.Ordinal),
        };
    }

    private static string OfBuild(Application application) => $"build of {application.Id}";

    private static string Of(Application application, PrivateInputKind kind, string name) =>
        $"{kind} {name} of {application.Id}";
}

[JsonSerializable(typeof(PrivateInputs))]
[JsonSourceGenerationOptions(IgnoreReadOnlyProperties = true)]
internal sealed partial class PrivateInputJson : JsonSerializerContext;
