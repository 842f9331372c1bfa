namespace Slipway.Web.Resources;

/// <summary>A tree of image templates, rendered and tested; nothing is built.</summary>
public sealed record InspectionResource(
    string Tree, IReadOnlyList<RenderedImageResource> Images, IReadOnlyList<FindingResource> Findings);

/// <param name="Dockerfile">Absent for an image that is bootstrapped from Debian.</param>
/// <param name="Files">Rendered files of its build context, by path.</param>
/// <param name="Parents">Images of the tree that it is made from; absent when the tree cannot be ordered.</param>
public sealed record RenderedImageResource(
    string Name, string Directory, string? Dockerfile, IReadOnlyDictionary<string, string> Files,
    IReadOnlyList<string>? Parents,
        IReadOnlyList<string>? Foreign);

/// <summary>What a spec test found.</summary>
public sealed record FindingResource(string Rule, string Image, string File, int? Line, string Cause, string NextStep);

/// <summary>
/// What came of an image. <see cref="State"/> is waiting, running, built, unchanged, tested, failed or blocked.
/// </summary>
public sealed record ImageResultResource(string Image, string State)
{
    /// <summary>Repository and tag.</summary>
    public string? Name { get; init; }

    public string? Digest { get; init; }

    /// <summary>Why it was made, or was not made anew.</summary>
    public IReadOnlyList<string>? Reasons { get; init; }

    public string? Cause { get; init; }

    public string? NextStep { get; init; }

    public IReadOnlyList<string>? Log { get; init; }

    /// <summary>Seconds.</summary>
    public double? Duration { get; init; }

    /// <summary>Of an image that waits: those of the same run that it is made from.</summary>
    public IReadOnlyList<string>? Parents { get; init; }

    /// <summary>Its tests, as far as they ran.</summary>
    public IReadOnlyList<ImageTestResource>? Tests { get; init; }
}

/// <summary>What came of a test of an image. <see cref="Outcome"/> is passed, failed or skipped.</summary>
/// <param name="Duration">Seconds.</param>
public sealed record ImageTestResource(string File, string Name, string Kind, string Outcome, double Duration)
{
    /// <summary>What was expected and what was seen.</summary>
    public string? Message { get; init; }

    public IReadOnlyList<string>? Log { get; init; }
}

/// <summary>An image that the factory made.</summary>
public sealed record FactoryImageResource(
    string Id, string Tree, string Image, string Name, string Digest, DateTimeOffset Built, string Branch)
{
    public string? Change { get; init; }

    public string? ChangeLink { get; init; }

    public string? TemplateCommit { get; init; }

    /// <summary>Name and digest of the image it stands on.</summary>
    public string? Base { get; init; }

    public string? BaseDigest { get; init; }

    /// <summary><c>name=version</c>.</summary>
    public IReadOnlyList<string>? Packages { get; init; }

    public IReadOnlyList<IdentityPartResource>? Parts { get; init; }

    public int TestsPassed { get; init; }

    public bool Pinned { get; init; }
}

/// <summary>One thing that an image is made of.</summary>
public sealed record IdentityPartResource(string Kind, string Name, string Value);

public sealed record NewPin(bool Pinned);

/// <summary>The change whose candidates become releases.</summary>
public sealed record Promotion(int Change);

/// <summary>Where published images are sent: those of a tree, an image or a change, as far as they are given.</summary>
/// <param name="Registry">HOST or HOST:PORT.</param>
/// <param name="PlainHttp">HTTP, or HTTPS whose certificate nobody vouches for.</param>
public sealed record NewPush(
    string Registry, string? Tree, string? Image, int? Change, string? User, string? Password, bool PlainHttp)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => $"push to {Registry}";
}

/// <summary>Whether the next build would make an image, and why.</summary>
public sealed record ExplanationResource(string Image, bool WouldBuild, IReadOnlyList<string> Reasons);

/// <summary>What the rotation removes, or would remove: names, and for those that stay the reason.</summary>
public sealed record RotationResource(IReadOnlyList<string> Removed, IReadOnlyDictionary<string, string> Kept);
