namespace Slipway.ImageTests.Files;

/// <summary><c>serviceTests</c>: the image is started, then each check is made.</summary>
public sealed record ServiceTest(string Name, ServiceSettings Settings, IReadOnlyList<ServiceCheck> Checks)
    : ImageTest(Name)
{
    public override ImageTestKind Kind => ImageTestKind.Service;
}

/// <summary>
/// <c>podTests</c>: a Kubernetes Pod definition is started, then each check is made at the pod's address.
/// </summary>
/// <param name="Manifest">Below the directory of the test file.</param>
public sealed record PodTest(string Name, string Manifest, IReadOnlyList<ServiceCheck> Checks) : ImageTest(Name)
{
    public override ImageTestKind Kind => ImageTestKind.Pod;

    /// <summary>
    /// The containers that run the image under test, whatever image the definition names; empty is the first container.
    /// </summary>
    public IReadOnlyList<string> UnderTest { get; init; } = [];

    /// <summary>How long the pod may take until it is ready.</summary>
    public TimeSpan? StartTimeout { get; init; }
}

/// <summary>
/// <c>executableTests</c>: a program beside the test file, run in a container that shares the network of the
/// gear under test.
/// </summary>
/// <param name="File">Below the directory of the test file.</param>
public sealed record ExecutableTest(string Name, string File) : ImageTest(Name)
{
    /// <summary>By convention (automake) a test that could not be made.</summary>
    public const int SkippedCode = 77;

    public override ImageTestKind Kind => ImageTestKind.Executable;

    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Where it runs; null is the image under test.</summary>
    public string? Image { get; init; }

    public IReadOnlyList<Variable> Environment { get; init; } = [];

    /// <summary>How the image under test is started before; null when nothing is.</summary>
    public ServiceSettings? Service { get; init; }

    public int ExitCode { get; init; }

    public Expectations Output { get; init; } = Expectations.None;
}

/// <summary>How an image is started to be asked.</summary>
public sealed record ServiceSettings
{
    /// <summary>Instead of the image's entrypoint and command.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    public IReadOnlyList<Variable> Environment { get; init; } = [];

    public IReadOnlyList<ProvidedFile> Files { get; init; } = [];

    /// <summary>Absolute paths of empty directories that anybody may write to.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    public string? User { get; init; }

    public bool ReadOnlyRoot { get; init; }

    public IReadOnlyList<Sibling> Siblings { get; init; } = [];

    /// <summary>Ports that accept connections before anything is asked.</summary>
    public IReadOnlyList<int> Listens { get; init; } = [];

    /// <summary>How long that may take.</summary>
    public TimeSpan? StartTimeout { get; init; }
}

/// <summary>
/// Another image that runs beside the one under test, in the same network; its name is 127.0.0.1 to both.
/// </summary>
public sealed record Sibling(string Name, string Image, ServiceSettings Settings);

/// <summary>A file that a gear is given.</summary>
/// <param name="Path">Absolute, in the gear.</param>
/// <param name="Content">The text, or null when <paramref name="Source"/> names a file below the directory of the
/// test file.</param>
/// <param name="Mode">Permission bits.</param>
public sealed record ProvidedFile(string Path, string? Content, string? Source, int Mode);
