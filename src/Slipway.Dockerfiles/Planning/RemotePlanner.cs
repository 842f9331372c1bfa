using Slipway.Build.Remote;
using Slipway.Dockerfiles.Syntax;
using Slipway.Oci;

namespace Slipway.Dockerfiles.Planning;

/// <summary>
/// Parses remote sources of ADD. A download is pinned by its checksum, a repository by the commit of its reference at
/// build time.
/// </summary>
internal static class RemotePlanner
{
    private const int MaxAddressLength = 2_000;

    public static bool IsRemote(string word) =>
        word.Contains("://", StringComparison.Ordinal) || word.StartsWith("git@", StringComparison.Ordinal);

    /// <exception cref="DockerfileException">It cannot be fetched by a build, or is not pinned.</exception>
    public static PlannedSource Plan(CopyInstruction add, string word, string? checksum)
    {
        if (word.StartsWith("git@", StringComparison.Ordinal)
            || word.StartsWith("ssh://", StringComparison.OrdinalIgnoreCase))
            throw Refused(add, $"ADD of {Excerpt.Of(word)} is refused: a build has no key for SSH",
                "Use the repository's https address, or clone in a RUN that gets its key by --mount=type=secret.");
        var (address, fragment) = word.IndexOf('#', StringComparison.Ordinal) is var at and >= 0
            ? (word[..at], word[(at + 1)..]) : (word, "");
        if (word.Length > MaxAddressLength || !Uri.TryCreate(address, UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https" or "git") || url.Host.Length == 0)
            throw Refused(add, $"'{Excerpt.Of(word)}' cannot be fetched", "Write https://…, http://… or git://….");
        if (url.UserInfo.Length > 0)
            throw Refused(add, "the address has a password or user in it, which the image's history would show",
                "Fetch in a RUN that gets the password by --mount=type=secret.");
        return url.Scheme == "git" || url.AbsolutePath.EndsWith(".git", StringComparison.Ordinal)
            ? Repository(add, url, fragment, checksum)
            : Download(add, url, checksum);
    }

    private static PlannedSource.Repository Repository(CopyInstruction add, Uri url, string fragment, string? checksum)
    {
        if (url.Query.Length > 0 || !GitAddress.TryParse(url, fragment, out var address))
            throw Refused(add, $"'#{Excerpt.Of(fragment)}' is no reference of a repository",
                "Write URL.git#BRANCH, #TAG or #COMMIT, and :DIRECTORY after it if you like.");
        if (checksum is not null && !(checksum.Length is > 0 and <= 64 && checksum.All(char.IsAsciiHexDigitLower)))
            throw Refused(
                add, $"--checksum={Excerpt.Of(checksum)} is no commit", "Write the commit's id, or how it begins.");
        if (add.KeepGitDirectory && address.Directory.Length > 0)
            throw Refused(add, "--keep-git-dir keeps the repository of a whole tree, not of one directory",
                "Leave out the directory or the flag.");
        return new PlannedSource.Repository(address, checksum, add.KeepGitDirectory);
    }

    private static PlannedSource.Download Download(CopyInstruction add, Uri url, string? checksum)
    {
        if (checksum is null)
            throw Refused(add, "ADD of a URL needs --checksum: what it brings could differ at each build",
                "Add --checksum=sha256:…, which `sha256sum` tells of the file; a repository's address ends in .git.");
        if (!Digest.TryParse(checksum, out var digest))
            throw Refused(
                add, $"--checksum={Excerpt.Of(checksum)} is no digest",
                "Write sha256: and 64 hexadecimal digits, as `sha256sum` tells them.");
        return new PlannedSource.Download(url, digest, NameOf(url));
    }

    private static string NameOf(Uri url)
    {
        var name = Uri.UnescapeDataString(url.Segments[^1]);
        return name is "." or ".." || name.Length > 255 || name.AsSpan().ContainsAny('/', '\0') ? "" : name;
    }

    private static DockerfileException Refused(CopyInstruction add, string cause, string nextStep) =>
        DockerfileException.Syntax(add.Line, cause, nextStep);
}
