using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.ImageTests.Files;

namespace Slipway.ImageTests;

public enum TestOutcome
{
    Passed,
    Failed,
    Skipped,
}

/// <summary>The result of a case.</summary>
/// <param name="File">The test file's name.</param>
public sealed record ImageTestResult(string File, string Name, ImageTestKind Kind, TestOutcome Outcome)
{
    /// <summary>What was expected and what was seen; empty when it passed.</summary>
    public string Message { get; init; } = "";

    /// <summary>The last lines that the gear or command wrote.</summary>
    public IReadOnlyList<string> LastLines { get; init; } = [];

    public TimeSpan Duration { get; init; }
}

/// <summary>All cases, in the order of the plan.</summary>
/// <param name="Image">The digest of the image under test.</param>
public sealed record ImageTestReport(string Image, IReadOnlyList<ImageTestResult> Cases)
{
    [JsonIgnore]
    public bool Succeeded => Cases.All(result => result.Outcome != TestOutcome.Failed);

    public int Failed => Cases.Count(result => result.Outcome == TestOutcome.Failed);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ImageTestReportJson.Default.ImageTestReport);
}

[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ImageTestReport))]
internal sealed partial class ImageTestReportJson : JsonSerializerContext;
