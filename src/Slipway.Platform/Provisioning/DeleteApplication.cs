using Slipway.Platform.Operations;

namespace Slipway.Platform.Provisioning;

/// <summary>Deletes an application with all that it has.</summary>
public sealed record DeleteApplication : OperationRequest
{
    public const string Name = "DeleteApplication";

    public override string Kind => Name;

    public override string Closes => "is being deleted";
}
