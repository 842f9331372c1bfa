namespace Slipway.Git.Checkout;

/// <summary>Objects of a repository that are not what git's format asks for, or are not there.</summary>
internal static class Damaged
{
    public static SlipwayException Commit(string cause) => new(
        ErrorCode.Malformed, $"the commit is damaged: {cause}",
        "check your repository with git fsck, then push the commit again");
}
