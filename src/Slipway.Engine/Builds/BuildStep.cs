namespace Slipway.Engine.Builds;

/// <summary>A command to run in a build root.</summary>
public sealed record BuildStep
{
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary><c>NAME=VALUE</c>; the complete environment, nothing is inherited.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>
    /// User and group as in an image's configuration: name or number, <c>user[:group]</c>, looked up inside the
    /// root. Empty is root.
    /// </summary>
    public string User { get; init; } = "";

    public string WorkingDirectory { get; init; } = "/";

    public IReadOnlyList<BuildMount> Mounts { get; init; } = [];

    /// <summary>Standard input; null is empty.</summary>
    public Stream? Input { get; init; }

    /// <summary>When set, standard output is written here as bytes and not to the log.</summary>
    public Stream? Output { get; init; }

    /// <summary>Whether the step has network access (never to the host or to gears).</summary>
    public bool Network { get; init; } = true;

    public ResourceLimits Limits { get; init; } = new();

    public TimeSpan? Timeout { get; init; }
}

/// <summary>A mount of a build step; it is not part of the layer.</summary>
public abstract record BuildMount(string Target)
{
    /// <summary>A directory or file of the host whose files hold container ids (0-based).</summary>
    public sealed record Bind(string Source, string Target, bool ReadOnly) : BuildMount(Target);

    /// <summary>A tmpfs.</summary>
    /// <param name="Size">Maximum size in bytes.</param>
    public sealed record Memory(string Target, long Size = 64 << 20) : BuildMount(Target);

    /// <summary>A file that exists in memory only.</summary>
    /// <param name="Mode">Permission bits.</param>
    public sealed record Secret(string Target, ReadOnlyMemory<byte> Content, int Uid, int Gid, int Mode)
        : BuildMount(Target);
}

public enum StepEnd
{
    Exited,
    TimedOut,
    OutOfMemory,
    DiskFull,
    TooManyProcesses,
}

/// <param name="Code">The command's exit code, 128 + n for signal n.</param>
public sealed record StepResult(int Code, StepEnd End)
{
    public bool Succeeded => Code == 0 && End == StepEnd.Exited;
}
