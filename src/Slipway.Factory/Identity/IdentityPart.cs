namespace Slipway.Factory.Identity;

public enum IdentityKind
{
    /// <summary>The rendered Dockerfile.</summary>
    Dockerfile,

    /// <summary>A file beside the template, or one that is rendered into the build context.</summary>
    File,

    /// <summary>A source that the build context gets.</summary>
    Source,

    /// <summary>An image that it is made from.</summary>
    Parent,

    /// <summary>What the package archives offer.</summary>
    Packages,
}

/// <summary>One thing that an image is made of.</summary>
/// <param name="Value">A digest, or the commit of a source.</param>
public sealed record IdentityPart(IdentityKind Kind, string Name, string Value);
