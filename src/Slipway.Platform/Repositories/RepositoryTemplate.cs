using Slipway.Oci;

namespace Slipway.Platform.Repositories;

/// <summary>What a new repository begins with: a remote repository, or files that belong to a cartridge.</summary>
public sealed record RepositoryTemplate
{
    private const int MaxUrlLength = 2000;

    /// <summary>Address, and after <c>#</c> a commit, branch or tag.</summary>
    public string? Url { get; init; }

    /// <summary>A directory of the host; never a user's word.</summary>
    public string? Directory { get; init; }

    /// <summary>
    /// Only addresses that lead over the network: a path or a file: address would read what is the host's.
    /// </summary>
    public static RepositoryTemplate FromUser(string url) =>
        url.Length <= MaxUrlLength && Uri.TryCreate(url, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https" or "git"
            ? new RepositoryTemplate { Url = url }
            : throw new SlipwayException(
                ErrorCode.Invalid, $"'{Excerpt.Of(url)}' is not the address of a repository",
                "use https://…, http://… or git://…, with #commit if you like");

    public override string ToString() => Url ?? "the cartridge's template";
}
