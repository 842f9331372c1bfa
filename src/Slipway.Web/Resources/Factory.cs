namespace Slipway.Web.Resources;

/// <summary>A tree of image templates, rendered and tested; nothing is built.</summary>
public sealed record InspectionResource(
    string Tree, IReadOnlyList<RenderedImageResource> Images, IReadOnlyList<FindingResource> Findings);

/// <param name="Dockerfile">Absent for an image that is bootstrapped from Debian.</param>
/// <param name="Files">Rendered files of its build context, by path.</param>
/// <param name="Parents">Its parent images in the tree; absent when the graph has a cycle.</param>
public sealed record RenderedImageResource(
    string Name, string Directory, string? Dockerfile, IReadOnlyDictionary<string, string> Files,
    IReadOnlyList<string>? Parents,
        IReadOnlyList<string>? Foreign);

/// <summary>A finding of a spec test.</summary>
public sealed record FindingResource(string Rule, string Image, string File, int? Line, string Cause, string NextStep);

/// <summary>
/// The result of an image. <see cref="State"/> is waiting, running, built, unchanged, tested, failed or blocked.
/// </summary>
public sealed record ImageResultResource(string Image, string State)
{
    /// <summary>Repository and tag.</summary>
    public string? Name { get; init; }

    public string? Digest { get; init; }

    /// <summary>Why it was built, or was not built.</summary>
    public IReadOnlyList<string>? Reasons { get; init; }

    public string? Cause { get; init; }

    public string? NextStep { get; init; }

    public IReadOnlyList<string>? Log { get; init; }

    /// <summary>Seconds.</summary>
    public double? Duration { get; init; }

    /// <summary>Parents in the same run that a waiting image depends on.</summary>
    public IReadOnlyList<string>? Parents { get; init; }

    /// <summary>The tests that ran.</summary>
    public IReadOnlyList<ImageTestResource>? Tests { get; init; }
}

/// <summary>The result of a test of an image. <see cref="Outcome"/> is passed, failed or skipped.</summary>
/// <param name="Duration">Seconds.</param>
public sealed record ImageTestResource(string File, string Name, string Kind, string Outcome, double Duration)
{
    /// <summary>The expected and the actual result.</summary>
    public string? Message { get; init; }

    public IReadOnlyList<string>? Log { get; init; }
}

/// <summary>An image of the factory.</summary>
public sealed record FactoryImageResource(
    string Id, string Tree, string Image, string Name, string Digest, DateTimeOffset Built, string Branch)
{
    public string? Change { get; init; }

    public string? ChangeLink { get; init; }

    public string? TemplateCommit { get; init; }

    /// <summary>Name and digest of its base image.</summary>
    public string? Base { get; init; }

    public string? BaseDigest { get; init; }

    /// <summary><c>name=version</c>.</summary>
    public IReadOnlyList<string>? Packages { get; init; }

    public IReadOnlyList<IdentityPartResource>? Parts { get; init; }

    public int TestsPassed { get; init; }

    public bool Pinned { get; init; }
}

/// <summary>An input of an image.</summary>
public sealed record IdentityPartResource(string Kind, string Name, string Value);

public sealed record NewPin(bool Pinned);

/// <summary>The change whose candidates are released.</summary>
public sealed record Promotion(int Change);

/// <summary>
/// Pushes published images to another registry: those of a tree, an image or a change, as far as given.
/// </summary>
/// <param name="Registry">HOST or HOST:PORT.</param>
/// <param name="PlainHttp">Uses HTTP, or HTTPS without verifying the certificate.</param>
public sealed record NewPush(
    string Registry, string? Tree, string? Image, int? Change, string? User, string? Password, bool PlainHttp)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => $"push to {Registry}";
}

/// <summary>Whether the next build would build an image, and why.</summary>
public sealed record ExplanationResource(string Image, bool WouldBuild, IReadOnlyList<string> Reasons);

/// <summary>The images that prune deletes, or would delete, and the reasons for the others.</summary>
public sealed record PruneResource(IReadOnlyList<string> Removed, IReadOnlyDictionary<string, string> Kept);
