namespace Slipway.ImageTests.Clusters.Api;

/// <summary>The API server asks for the same request again a little later.</summary>
internal sealed class TemporaryClusterException(string message, string nextStep)
    : SlipwayException(ErrorCode.Cluster, message, nextStep);
