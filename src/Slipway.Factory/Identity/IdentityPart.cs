namespace Slipway.Factory.Identity;

public enum IdentityKind
{
    /// <summary>The rendered Dockerfile.</summary>
    Dockerfile,

    /// <summary>A file next to the template, or one that is rendered into the build context.</summary>
    File,

    /// <summary>A source in the build context.</summary>
    Source,

    /// <summary>A parent image.</summary>
    Parent,

    /// <summary>The package index of the archives.</summary>
    Packages,
}

/// <summary>An input of an image.</summary>
/// <param name="Value">A digest, or the commit of a source.</param>
public sealed record IdentityPart(IdentityKind Kind, string Name, string Value);
