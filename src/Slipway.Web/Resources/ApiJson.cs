using System.Text.Json.Serialization;

namespace Slipway.Web.Resources;

/// <summary>The API's JSON: camelCase names, absent instead of null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    PropertyNameCaseInsensitive = true,
    MaxDepth = 16)]
[JsonSerializable(typeof(ApplicationResource))]
[JsonSerializable(typeof(IReadOnlyList<ApplicationResource>))]
[JsonSerializable(typeof(NewApplication))]
[JsonSerializable(typeof(NewScale))]
[JsonSerializable(typeof(EnvironmentChange))]
[JsonSerializable(typeof(IReadOnlyList<VariableResource>))]
[JsonSerializable(typeof(OperationResource))]
[JsonSerializable(typeof(OperationEvent))]
[JsonSerializable(typeof(IReadOnlyList<OperationResource>))]
[JsonSerializable(typeof(ProblemResource))]
[JsonSerializable(typeof(IReadOnlyList<ReleaseResource>))]
[JsonSerializable(typeof(Rollback))]
[JsonSerializable(typeof(IReadOnlyList<ArtifactResource>))]
[JsonSerializable(typeof(LogResource))]
[JsonSerializable(typeof(CartridgeResource))]
[JsonSerializable(typeof(IReadOnlyList<CartridgeResource>))]
[JsonSerializable(typeof(IReadOnlyList<ImageResource>))]
[JsonSerializable(typeof(ImageResource))]
[JsonSerializable(typeof(ServerResource))]
[JsonSerializable(typeof(ExecRequest))]
[JsonSerializable(typeof(TerminalSize))]
public sealed partial class ApiJson : JsonSerializerContext;
