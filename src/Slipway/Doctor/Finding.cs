using System.Text.Json.Serialization;

namespace Slipway.Doctor;

internal enum FindingStatus
{
    [JsonStringEnumMemberName("fine")]
    Fine,

    [JsonStringEnumMemberName("warning")]
    Warning,

    [JsonStringEnumMemberName("failure")]
    Failure,
}

/// <summary>The result of a check, and how to fix it.</summary>
internal sealed record Finding(string Subject, FindingStatus Verdict, string Detail, string? NextStep = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(IReadOnlyList<Finding>))]
internal sealed partial class DoctorJson : JsonSerializerContext;
