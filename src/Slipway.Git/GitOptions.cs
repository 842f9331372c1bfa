namespace Slipway.Git;

/// <summary>Options of the git server: directories and limits.</summary>
/// <param name="Directory"><c>DIR/repositories</c>; source of truth.</param>
/// <param name="RunDirectory"><c>DIR/run</c>; the hooks' socket is created here.</param>
public sealed record GitOptions(string Directory, string RunDirectory)
{
    /// <summary>
    /// The git processes of each repository run as a separate user id, from this one on; nothing else on the host may
    /// use these ids. Gears' ids are above them.
    /// </summary>
    public uint FirstUserId { get; init; } = 0x6000_0000;

    /// <summary>The branch whose pushes are built.</summary>
    public string DeployBranch { get; init; } = "main";

    /// <summary>Maximum size of a push, as sent.</summary>
    public long MaxPushBytes { get; init; } = 512L << 20;

    /// <summary>Maximum size of a repository fetched as a template.</summary>
    public long MaxFetchBytes { get; init; } = 1L << 30;

    /// <summary>Maximum size and number of entries of a tree that is checked out for a build.</summary>
    public long MaxTreeBytes { get; init; } = 4L << 30;

    public int MaxEntries { get; init; } = 200_000;

    /// <summary>
    /// Maximum number of concurrent git processes of clients; further requests wait a little, then get 503.
    /// </summary>
    public int MaxConcurrent { get; init; } = 16;

    public TimeSpan QueueLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time limit of a clone or fetch.</summary>
    public TimeSpan ReadLimit { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Time limit of a push and its build.</summary>
    public TimeSpan PushLimit { get; init; } = TimeSpan.FromHours(2);

    public TimeSpan FetchLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>About how many loose objects trigger a repack of a repository.</summary>
    public int MaxLooseObjects { get; init; } = 2000;

    /// <summary>Time limit for repacking one repository; also its CPU time limit.</summary>
    public TimeSpan PackLimit { get; init; } = TimeSpan.FromMinutes(10);

    internal string HookSocket => Path.Combine(RunDirectory, "push.sock");

    internal string HookDirectory => Path.Combine(RunDirectory, "git-hooks");
}
