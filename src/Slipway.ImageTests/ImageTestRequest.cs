using Slipway.Engine;
using Slipway.ImageTests.Clusters;
using Slipway.Registry.Content;

namespace Slipway.ImageTests;

/// <summary>An image and the tests to run on it.</summary>
public sealed record ImageTestRequest
{
    /// <summary>The image under test.</summary>
    public required Image Image { get; init; }

    public required IReadOnlyList<LocatedTestFile> Files { get; init; }

    /// <summary>
    /// Finds siblings, and images that executables run in, by the names that test files and Pod definitions use; null
    /// when there is none.
    /// </summary>
    public Func<string, CancellationToken, Task<Image?>> FindImage { get; init; } = (_, _) =>
        Task.FromResult<Image?>(null);

    /// <summary>Where pods are tested; null is the engine.</summary>
    public ClusterTests? Cluster { get; init; }

    /// <summary>
    /// What test files may take by name (<c>containerRunOptions.envVars</c>); nothing is taken from this
    /// process's environment.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Of each gear and each command.</summary>
    public ResourceLimits Limits { get; init; } = new() { Memory = 1L << 30, Pids = 512, Disk = 2L << 30 };

    /// <summary>How long a test may take with all its checks, where it does not say so itself.</summary>
    public TimeSpan TestTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a service or pod may take until it serves, where its test does not say so itself.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>A test file and the directory that it stands in: other files that it names are below that.</summary>
public sealed record LocatedTestFile(ImageTestFile File, string Directory);
