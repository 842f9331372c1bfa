using System.Text.Json.Serialization;

namespace Slipway.Web.Resources;

// The generated fast path writes a null among byte arrays as an empty one, hence only the metadata of
// such dictionaries.
/// <summary>The API's JSON: camelCase names, absent instead of null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    PropertyNameCaseInsensitive = true,
    RespectNullableAnnotations = true,
    MaxDepth = 16)]
[JsonSerializable(typeof(ApplicationResource))]
[JsonSerializable(typeof(IReadOnlyList<ApplicationResource>))]
[JsonSerializable(typeof(NewApplication))]
[JsonSerializable(typeof(NewScale))]
[JsonSerializable(typeof(LimitsResource))]
[JsonSerializable(typeof(EnvironmentChange))]
[JsonSerializable(typeof(IReadOnlyList<VariableResource>))]
[JsonSerializable(typeof(OperationResource))]
[JsonSerializable(typeof(OperationEvent))]
[JsonSerializable(typeof(IReadOnlyList<OperationResource>))]
[JsonSerializable(typeof(ProblemResource))]
[JsonSerializable(typeof(IReadOnlyList<ReleaseResource>))]
[JsonSerializable(typeof(Rollback))]
[JsonSerializable(typeof(BuildRequest))]
[JsonSerializable(typeof(ImageBuildRequest))]
[JsonSerializable(typeof(IReadOnlyList<BuildResource>))]
[JsonSerializable(typeof(IReadOnlyList<PrivateInputResource>))]
[JsonSerializable(typeof(BuildEnvironmentChange))]
[JsonSerializable(typeof(BuildSecretsChange))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, byte[]>), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(IReadOnlyList<ArtifactResource>))]
[JsonSerializable(typeof(ArtifactResource))]
[JsonSerializable(typeof(LogResource))]
[JsonSerializable(typeof(CartridgeResource))]
[JsonSerializable(typeof(IReadOnlyList<CartridgeResource>))]
[JsonSerializable(typeof(IReadOnlyList<ImageResource>))]
[JsonSerializable(typeof(ImageResource))]
[JsonSerializable(typeof(ImageDetailsResource))]
[JsonSerializable(typeof(AccountResource))]
[JsonSerializable(typeof(IReadOnlyList<AccountResource>))]
[JsonSerializable(typeof(NewAccount))]
[JsonSerializable(typeof(TokenResource))]
[JsonSerializable(typeof(IReadOnlyList<TokenResource>))]
[JsonSerializable(typeof(NewToken))]
[JsonSerializable(typeof(DomainResource))]
[JsonSerializable(typeof(IReadOnlyList<DomainResource>))]
[JsonSerializable(typeof(NewDomain))]
[JsonSerializable(typeof(InspectionResource))]
[JsonSerializable(typeof(IReadOnlyList<FindingResource>))]
[JsonSerializable(typeof(IReadOnlyList<ImageResultResource>))]
[JsonSerializable(typeof(IReadOnlyList<FactoryImageResource>))]
[JsonSerializable(typeof(FactoryImageResource))]
[JsonSerializable(typeof(NewPin))]
[JsonSerializable(typeof(NewPush))]
[JsonSerializable(typeof(FactoryRunOptions))]
[JsonSerializable(typeof(Promotion))]
[JsonSerializable(typeof(ExplanationResource))]
[JsonSerializable(typeof(RotationResource))]
[JsonSerializable(typeof(NewWatch))]
[JsonSerializable(typeof(WatchResource))]
[JsonSerializable(typeof(IReadOnlyList<WatchResource>))]
[JsonSerializable(typeof(WatchRunResource))]
[JsonSerializable(typeof(ServerResource))]
[JsonSerializable(typeof(ExecRequest))]
[JsonSerializable(typeof(TerminalSize))]
public sealed partial class ApiJson : JsonSerializerContext;
