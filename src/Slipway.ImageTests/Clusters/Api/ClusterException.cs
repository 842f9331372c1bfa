namespace Slipway.ImageTests.Clusters.Api;

/// <summary>The cluster did not do what it was asked for.</summary>
internal sealed class ClusterException(string cause, string nextStep, Exception? inner = null)
    : IOException($"{cause}; {nextStep}", inner)
{
    public string Cause { get; } = cause;

    public string NextStep { get; } = nextStep;

    /// <summary>The server asks that the same be tried again a little later.</summary>
    public bool IsTemporary { get; init; }
}
