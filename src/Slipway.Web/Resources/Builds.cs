namespace Slipway.Web.Resources;

/// <summary>
/// Build options; the part <c>options</c> of a build's form. Omitted options use the defaults of the application or the
/// server.
/// </summary>
public sealed record BuildRequest
{
    /// <summary>The builder image for this build (default: the cartridge's).</summary>
    public string? Image { get; init; }

    /// <summary>The cartridge to use from now on, <c>name[:version]</c>.</summary>
    public string? Cartridge { get; init; }

    /// <summary>Builds and releases even if nothing changed.</summary>
    public bool Force { get; init; }

    /// <summary>Does not reuse files that the previous artifact saved.</summary>
    public bool Clean { get; init; }

    /// <summary>Time limit in seconds; at most a day.</summary>
    public double? Timeout { get; init; }

    public LimitsResource? Limits { get; init; }

    /// <summary>Variables for this build only.</summary>
    public IReadOnlyDictionary<string, string?>? Environment { get; init; }

    /// <summary>File name below <c>/run/secrets</c> to content, in base64.</summary>
    public IReadOnlyDictionary<string, byte[]?>? Secrets { get; init; }

    public override string ToString() => nameof(BuildRequest);
}

/// <param name="Source"><c>commit</c>, <c>upload</c> or <c>binary</c>.</param>
/// <param name="State"><c>running</c>, <c>succeeded</c>, <c>unchanged</c> or <c>failed</c>.</param>
/// <param name="Phase">The current phase, or the one that failed.</param>
public sealed record BuildResource(
    int Number, string Source, string? Commit, string State, string? Phase, DateTimeOffset Started)
{
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Cause { get; init; }

    /// <summary>The exit code of the failed command.</summary>
    public int? ExitCode { get; init; }

    public IReadOnlyList<PhaseResource> Phases { get; init; } = [];
}

/// <summary>Resource limits of a gear or a build.</summary>
/// <param name="Memory">Bytes.</param>
/// <param name="Cpus">Processors; 0 removes the limit.</param>
/// <param name="Pids">Processes and threads.</param>
/// <param name="Disk">Disk space in bytes.</param>
public sealed record LimitsResource(long? Memory = null, double? Cpus = null, int? Pids = null, long? Disk = null);

/// <summary>The name of a private variable or secret. Its value is never shown.</summary>
public sealed record PrivateInputResource(string Name, DateTimeOffset Changed);

/// <summary>The build's variables to set; a null value removes one.</summary>
public sealed record BuildEnvironmentChange
{
    public required IReadOnlyDictionary<string, string?> Variables { get; init; }

    public override string ToString() => nameof(BuildEnvironmentChange);
}

/// <summary>The build's secrets to set, in base64; a null value removes one.</summary>
public sealed record BuildSecretsChange
{
    public required IReadOnlyDictionary<string, byte[]?> Secrets { get; init; }

    public override string ToString() => nameof(BuildSecretsChange);
}
