namespace Slipway.Platform.Composition;

/// <summary>How the broker is set up.</summary>
public sealed record BrokerOptions
{
    /// <summary>The data directory.</summary>
    public required string Directory { get; init; }

    /// <summary>What every application's host name ends with.</summary>
    public string BaseHost { get; init; } = "localhost";

    /// <summary>Releases that are kept, with their artifacts.</summary>
    public int KeptReleases { get; init; } = 10;

    /// <summary>Operations of different applications that run side by side.</summary>
    public int Parallel { get; init; } = Math.Max(2, System.Environment.ProcessorCount);

    /// <summary>How long a gear that gets nothing new may take to finish what it has.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The edge's ports for TCP endpoints, inclusive.</summary>
    public (int First, int Last) EdgePorts { get; init; } = (31000, 31999);

    public string Cartridges => Path.Combine(Directory, "cartridges");

    public string Logs => Path.Combine(Directory, "logs");

    public string Sources => Path.Combine(Directory, "run", "sources");

    public string Uploads => Path.Combine(Directory, "run", "uploads");
}
