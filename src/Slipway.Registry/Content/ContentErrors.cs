using Slipway.Oci;

namespace Slipway.Registry.Content;

/// <summary>What the content store refuses, in the same words wherever it is found out.</summary>
public static class ContentErrors
{
    public static SlipwayException NotFound(Digest digest) =>
        new(ErrorCode.NotFound, $"blob {digest} is not stored", "`slipway image list` shows what there is");

    public static SlipwayException DigestMismatch(Digest expected, Digest actual) =>
        new(ErrorCode.DigestMismatch, $"the content's digest is {actual}, not {expected}");

    /// <summary>The tag is a published version: it names what it names as long as it is there.</summary>
    public static SlipwayException TagFixed(string repository, string tag) => new(
        ErrorCode.TagFixed, $"{repository}:{tag} is a published version; it can neither be moved nor removed",
        "choose another tag; `slipway factory prune` removes what nobody needs any more");

    /// <summary>
    /// What held the blobs has expired meanwhile: the work took longer than its lease and has to be done again.
    /// </summary>
    public static SlipwayException LeaseEnded(Lease lease) => new(
        ErrorCode.LeaseEnded, $"lease {lease.Id} ended at {lease.Expires:u}",
        "run the command again");
}
