namespace Slipway.Git;

/// <summary>Where repositories lie and what their users may ask for.</summary>
/// <param name="Directory"><c>DIR/repositories</c>; truth.</param>
/// <param name="RunDirectory"><c>DIR/run</c>; the hooks' socket is made here.</param>
public sealed record GitOptions(string Directory, string RunDirectory)
{
    /// <summary>
    /// Each repository's git runs as a user id of its own, from here on; nothing else on the host may use them.
    /// Gears' ids lie above.
    /// </summary>
    public uint FirstUserId { get; init; } = 0x6000_0000;

    /// <summary>The branch whose pushes are built.</summary>
    public string DeployBranch { get; init; } = "main";

    /// <summary>Bytes of one push, as sent.</summary>
    public long MaxPushBytes { get; init; } = 512L << 20;

    /// <summary>Bytes of a repository fetched as a template.</summary>
    public long MaxFetchBytes { get; init; } = 1L << 30;

    /// <summary>Bytes and entries of a tree that is checked out for a build.</summary>
    public long MaxTreeBytes { get; init; } = 4L << 30;

    public int MaxEntries { get; init; } = 200_000;

    /// <summary>git processes for clients at one time; more wait a little, then are told to come back.</summary>
    public int MaxConcurrent { get; init; } = 16;

    public TimeSpan QueueLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A clone or fetch.</summary>
    public TimeSpan ReadLimit { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A push with the build that follows it.</summary>
    public TimeSpan PushLimit { get; init; } = TimeSpan.FromHours(2);

    public TimeSpan FetchLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>About how many loose objects a repository may have before it is packed.</summary>
    public int MaxLooseObjects { get; init; } = 2000;

    /// <summary>Packing one repository; also how long it may use a processor.</summary>
    public TimeSpan PackLimit { get; init; } = TimeSpan.FromMinutes(10);

    internal string HookSocket => Path.Combine(RunDirectory, "push.sock");

    internal string HookDirectory => Path.Combine(RunDirectory, "git-hooks");
}
