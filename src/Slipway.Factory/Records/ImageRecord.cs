using System.Collections.Immutable;
using Slipway.Factory.Identity;
using Slipway.Factory.Naming;
using Slipway.Oci;

namespace Slipway.Factory.Records;

/// <summary>An image that the factory made: what it is called, what it is, and what it is made of.</summary>
public sealed record ImageRecord
{
    /// <summary>Sorts by time.</summary>
    public required string Id { get; init; }

    public static string NewId(DateTimeOffset now) => Guid.CreateVersion7(now).ToString("N");

    /// <summary>The tree's name.</summary>
    public required string Tree { get; init; }

    public required string Image { get; init; }

    /// <summary>Where it is kept in the registry.</summary>
    public required string Repository { get; init; }

    /// <summary>The tag it was published under: its version, or for an image without versions the tree's tag.</summary>
    public required string Tag { get; init; }

    /// <summary>Major and minor, which its author chose; null for an image without versions.</summary>
    public VersionLine? Line { get; init; }

    /// <summary>Names, <c>repository:tag</c>, that follow the newest release.</summary>
    public ImmutableArray<string> Followers { get; init; } = [];

    /// <summary>The manifest.</summary>
    public required Digest Digest { get; init; }

    public required Digest Identity { get; init; }

    public required ImmutableArray<IdentityPart> Parts { get; init; }

    public required DateTimeOffset Built { get; init; }

    /// <summary>How long it took to build and test it; zero is unknown.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>What it was built from: the main line, or a branch or change whose images are rotated.</summary>
    public required string Branch { get; init; }

    public ChangeNumber? Change { get; init; }

    /// <summary>Where the change is looked at; null is unknown.</summary>
    public string? ChangeLink { get; init; }

    /// <summary>The commit of the templates; null when they came without one.</summary>
    public string? TemplateCommit { get; init; }

    /// <summary>Repository and tag of the image it stands on, and that image's manifest; null for a base.</summary>
    public string? BaseName { get; init; }

    public Digest? BaseDigest { get; init; }

    /// <summary>Debian packages with their versions, <c>name=version</c>, sorted.</summary>
    public ImmutableArray<string> Packages { get; init; } = [];

    public int TestsPassed { get; init; }

    /// <summary>The tests that it passed; null when it has none.</summary>
    public Digest? Tests { get; init; }

    /// <summary>Never rotated away.</summary>
    public bool IsPinned { get; init; }

    /// <summary>The manifests of all images that it was made from.</summary>
    public IEnumerable<Digest> Parents =>
        Parts.Where(part => part.Kind == IdentityKind.Parent)
            .Select(part => Digest.TryParse(part.Value, out var digest) ? digest : default)
            .Where(digest => digest != default);

    /// <summary>Null when the tag is no version.</summary>
    public ImageVersion? Version => ImageVersion.TryParse(Tag, out var version) ? version : null;

    public override string ToString() => $"{Repository}:{Tag}";
}
