namespace Slipway.Platform.Operations;

/// <summary>What operations of one kind consist of.</summary>
internal sealed record OperationDefinition(string Kind, IReadOnlyList<OperationStep> Steps);
