namespace Slipway.ImageTests.Files;

public enum ImageTestKind
{
    Command,
    FileContent,
    FileExistence,
    License,
    Metadata,
    Service,
    Pod,
    Executable,

    /// <summary>With the last published version.</summary>
    Comparison,
}

/// <summary>One entry of a test file.</summary>
public abstract record ImageTest(string Name)
{
    public abstract ImageTestKind Kind { get; }

    /// <summary>How long the test may take with all its checks; null takes the runner's limit.</summary>
    public TimeSpan? Timeout { get; init; }
}

/// <summary>Patterns that must, and that must not, occur in a text.</summary>
public sealed record Expectations(IReadOnlyList<TextPattern> Expected, IReadOnlyList<TextPattern> Excluded)
{
    public static readonly Expectations None = new([], []);

    public bool IsEmpty => Expected.Count == 0 && Excluded.Count == 0;
}

/// <summary><c>commandTests</c>: a command in a root of the image that its setup commands have changed.</summary>
public sealed record CommandTest(string Name, IReadOnlyList<string> Command) : ImageTest(Name)
{
    public override ImageTestKind Kind => ImageTestKind.Command;

    public IReadOnlyList<IReadOnlyList<string>> Setup { get; init; } = [];

    public IReadOnlyList<IReadOnlyList<string>> Teardown { get; init; } = [];

    public IReadOnlyList<Variable> Environment { get; init; } = [];

    public int ExitCode { get; init; }

    public Expectations Output { get; init; } = Expectations.None;

    public Expectations Errors { get; init; } = Expectations.None;
}

/// <summary><c>fileContentTests</c>.</summary>
public sealed record FileContentTest(string Name, string Path, Expectations Contents) : ImageTest(Name)
{
    public override ImageTestKind Kind => ImageTestKind.FileContent;
}

/// <summary><c>fileExistenceTests</c>.</summary>
public sealed record FileExistenceTest(string Name, string Path) : ImageTest(Name)
{
    public override ImageTestKind Kind => ImageTestKind.FileExistence;

    public bool ShouldExist { get; init; } = true;

    /// <summary>As <c>ls -l</c> writes them, <c>-rwxr-xr-x</c>.</summary>
    public string? Permissions { get; init; }

    public int? Uid { get; init; }

    public int? Gid { get; init; }

    public ExecutePermission? IsExecutableBy { get; init; }
}

/// <summary>Whose permission bits to execute are asked for.</summary>
public enum ExecutePermission
{
    Owner,
    Group,
    Other,
    Any,
}

/// <summary><c>licenseTests</c>: texts that must not occur in copyright files.</summary>
public sealed record LicenseTest(string Name) : ImageTest(Name)
{
    /// <summary>What container-structure-test looks for.</summary>
    public static readonly IReadOnlyList<string> UsualExcluded = ["AGPL", "WTFPL"];

    /// <summary>Its copyright file mentions a licence that it is not under.</summary>
    public static readonly IReadOnlyList<string> UsualIgnored = ["libgnutls30"];

    public override ImageTestKind Kind => ImageTestKind.License;

    /// <summary>Each directory of <c>/usr/share/doc</c> must have a <c>copyright</c>.</summary>
    public bool Debian { get; init; }

    public IReadOnlyList<string> Files { get; init; } = [];

    public IReadOnlyList<string> ExcludedLicenses { get; init; } = UsualExcluded;

    public IReadOnlyList<string> IgnoredPackages { get; init; } = UsualIgnored;
}

/// <summary><c>metadataTest</c>: the image's configuration. Null is not asked for.</summary>
public sealed record MetadataTest() : ImageTest("metadata")
{
    public override ImageTestKind Kind => ImageTestKind.Metadata;

    public IReadOnlyList<Variable> Environment { get; init; } = [];

    /// <summary><c>unboundEnvVars</c>: names that the image does not set.</summary>
    public IReadOnlyList<string> UnboundNames { get; init; } = [];

    public IReadOnlyList<Variable> Labels { get; init; } = [];

    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    public IReadOnlyList<string> UnexposedPorts { get; init; } = [];

    public IReadOnlyList<string> Volumes { get; init; } = [];

    public IReadOnlyList<string> UnmountedVolumes { get; init; } = [];

    public IReadOnlyList<string>? Entrypoint { get; init; }

    public IReadOnlyList<string>? Command { get; init; }

    public string? WorkingDirectory { get; init; }

    public string? User { get; init; }
}
