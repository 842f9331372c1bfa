namespace Slipway.Factory.Naming;

/// <summary>
/// The change under review that an image is built for: Gerrit's change and patchset, or a pull request and the ordinal
/// of its push. Both begin at 1. A number identifies a change across all repositories of a review system, and so a set
/// of images.
/// </summary>
public sealed record ChangeNumber(int Number, int? Patchset = null)
{
    public override string ToString() => Patchset is null ? $"{Number}" : $"{Number}_{Patchset}";
}
