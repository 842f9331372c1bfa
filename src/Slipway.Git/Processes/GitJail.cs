using System.Collections.Immutable;

namespace Slipway.Git.Processes;

/// <summary>The sandbox of a git process: what it may access and use.</summary>
/// <param name="Repository">The bare repository on the host; the working directory of the process.</param>
/// <param name="User">User and group id.</param>
internal sealed record GitJail(string Repository, uint User)
{
    public bool Network { get; init; }

    /// <summary>The directory of hooks; null disables hooks.</summary>
    public string? Hooks { get; init; }

    /// <summary>The socket that hooks connect to.</summary>
    public string? Socket { get; init; }

    /// <summary>The maximum size of a file that it writes, in bytes.</summary>
    public long MaxFileBytes { get; init; } = 64L << 20;

    /// <summary>Additional git configuration as <c>NAME=VALUE</c>.</summary>
    public ImmutableArray<string> Settings { get; init; } = [];

    public TimeSpan Processor { get; init; } = TimeSpan.FromMinutes(10);

    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    private const long AddressSpace = 8L << 30;
    private const string HookMount = "/mnt/hooks";

    /// <summary>
    /// The repository is mounted at a short path in a private mount namespace: git needs no access to the data
    /// directory, which only the server can enter.
    /// </summary>
    private const string EnterRepository = """
        set -e
        mount --no-mtab --bind "$1" /mnt
        cd /mnt
        shift
        exec "$@"
        """;

    /// <summary>Also mounts the hooks and their socket.</summary>
    private const string EnterWithHooks = """
        set -e
        mount --no-mtab -t tmpfs -o size=64k,mode=755,nosuid,nodev,noexec slipway-git /mnt
        mkdir /mnt/repository /mnt/hooks
        mount --no-mtab --bind "$1" /mnt/repository
        mount --no-mtab --bind "$2" /mnt/hooks
        [ -z "$3" ] || { : >/mnt/socket; mount --no-mtab --bind "$3" /mnt/socket; }
        cd /mnt/repository
        shift 3
        exec "$@"
        """;

    /// <summary>
    /// Configuration that a repository cannot override: options of the command override files, and the system's file is
    /// not read.
    /// </summary>
    private static readonly ImmutableArray<string> Configuration =
    [
        "core.fsync=all", "transfer.fsckObjects=true", "receive.autogc=false", "gc.auto=0",
        "maintenance.auto=false", "pack.threads=2",
        "uploadpack.allowFilter=true", "protocol.ext.allow=never", "http.followRedirects=initial", "core.askPass=",
        "credential.helper=", "init.defaultBranch=main", "advice.detachedHead=false",
    ];

    public IReadOnlyList<string> Command(params string[] git) =>
    [
        "unshare", "--mount", .. Network ? Array.Empty<string>() : ["--net"], "--", "sh", "-c",
        .. Hooks is null ? new[] { EnterRepository, "slipway-git", Repository } : [EnterWithHooks, "slipway-git",
            Repository, Hooks, Socket ?? ""],
        "setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", "--no-new-privs", "--bounding-set=-all",
        "--inh-caps=-all", "--",
        "prlimit", $"--as={AddressSpace}", "--nproc=64", $"--fsize={MaxFileBytes}",
        $"--cpu={(long)Processor.TotalSeconds}", "--nofile=1024", "--core=0", "--",
        "git", .. Configuration.Concat(Settings).SelectMany(setting => new[] { "-c", setting }),
        "-c", $"core.hooksPath={(Hooks is null ? "/dev/null" : HookMount)}", .. git,
    ];

    /// <summary>The complete environment: nothing of the server's is inherited.</summary>
    public IReadOnlyDictionary<string, string> Variables => Environment
        .Add("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").Add("HOME", "/nonexistent")
        .Add("LC_ALL", "C.UTF-8").Add("GIT_CONFIG_NOSYSTEM", "1")
        .Add("GIT_TERMINAL_PROMPT", "0").Add("GIT_DIR", Hooks is null ? "/mnt" : "/mnt/repository")
        .Add("GIT_ALLOW_PROTOCOL", Network ? "http:https:git" : "none");
}
