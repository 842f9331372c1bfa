namespace Slipway.Platform.Operations;

/// <summary>The steps of every kind of operation, in order.</summary>
internal interface IOperationCatalog
{
    IReadOnlyList<OperationStep> StepsOf(OperationKind kind);
}
