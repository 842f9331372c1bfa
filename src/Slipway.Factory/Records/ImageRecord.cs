using System.Collections.Immutable;
using Slipway.Factory.Identity;
using Slipway.Factory.Naming;
using Slipway.Oci;

namespace Slipway.Factory.Records;

/// <summary>An image of the factory: its names, its content, and its inputs.</summary>
public sealed record ImageRecord
{
    /// <summary>The branch of templates whose images are kept longer, whatever its own name is.</summary>
    public const string MainBranch = "main";

    /// <summary>Sortable by time.</summary>
    public required string Id { get; init; }

    public static string NewId(DateTimeOffset now) => Guid.CreateVersion7(now).ToString("N");

    /// <summary>The tree's name.</summary>
    public required string Tree { get; init; }

    public required string Image { get; init; }

    /// <summary>Its repository in the registry.</summary>
    public required string Repository { get; init; }

    /// <summary>The published tag: its version, or the tree's tag for an image without versions.</summary>
    public required string Tag { get; init; }

    /// <summary>Major and minor version; null for an image without versions.</summary>
    public VersionLine? Line { get; init; }

    /// <summary>Tags, <c>repository:tag</c>, that follow the newest release.</summary>
    public ImmutableArray<string> Followers { get; init; } = [];

    /// <summary>The manifest.</summary>
    public required Digest Digest { get; init; }

    public required Digest Identity { get; init; }

    public required ImmutableArray<IdentityPart> Parts { get; init; }

    public required DateTimeOffset Built { get; init; }

    /// <summary>The duration of build and tests; zero is unknown.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>The branch or change it was built from, which decides how long it is kept.</summary>
    public required string Branch { get; init; }

    public ChangeNumber? Change { get; init; }

    /// <summary>The URL of the change; null is unknown.</summary>
    public string? ChangeLink { get; init; }

    /// <summary>The commit of the templates; null is unknown.</summary>
    public string? TemplateCommit { get; init; }

    /// <summary>Repository, tag and manifest of its base image; null for a base.</summary>
    public string? BaseName { get; init; }

    public Digest? BaseDigest { get; init; }

    /// <summary>Debian packages with their versions, <c>name=version</c>, sorted.</summary>
    public ImmutableArray<string> Packages { get; init; } = [];

    public int TestsPassed { get; init; }

    /// <summary>The digest of the tests that it passed; null when it has none.</summary>
    public Digest? Tests { get; init; }

    /// <summary>Excluded from pruning.</summary>
    public bool IsPinned { get; init; }

    /// <summary>The manifests of all its parent images.</summary>
    public IEnumerable<Digest> Parents =>
        Parts.Where(part => part.Kind == IdentityKind.Parent)
            .Select(part => Digest.TryParse(part.Value, out var digest) ? digest : default)
            .Where(digest => digest != default);

    /// <summary>Null when the tag is no version.</summary>
    public ImageVersion? Version => ImageVersion.TryParse(Tag, out var version) ? version : null;

    public override string ToString() => $"{Repository}:{Tag}";
}
