using Slipway.EndToEnd.Installations;
using Slipway.Linux.Processes;
using Slipway.Testing.Installations;

namespace Slipway.EndToEnd.Applications;

/// <summary>A developer's git repository on the same machine.</summary>
public sealed class WorkTree
{
    private static readonly IReadOnlyDictionary<string, string> Quiet = new Dictionary<string, string>
    {
        ["GIT_CONFIG_GLOBAL"] = "/dev/null", ["GIT_CONFIG_NOSYSTEM"] = "1", ["GIT_TERMINAL_PROMPT"] = "0",
        ["NO_PROXY"] = "127.0.0.1", ["no_proxy"] = "127.0.0.1",
    };

    private WorkTree(string path) => Path = path;

    public string Path { get; }

    /// <summary>A repository with one commit of a folder of the checkout, and the application as its remote.</summary>
    public static async Task<WorkTree> OfAsync(Installation installation, Application application, string sample)
    {
        var tree = new WorkTree(installation.Scratch("work-" + application.Name));
        (await Tool.RunAsync(["cp", "-r", CommandLine.Checkout(sample) + "/.", tree.Path])).OrThrow();
        await tree.GitAsync("init", "-q", "-b", "main");
        await tree.GitAsync("config", "credential.helper", $"store --file={installation.GitCredentials}");
        await tree.GitAsync("remote", "add", "slipway", (string)(await application.ShowAsync())["gitRemote"]!);
        await tree.CommitAsync("The first");
        return tree;
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Replace(string file, string old, string text) =>
        System.IO.File.WriteAllText(File(file), System.IO.File.ReadAllText(File(file)).Replace(old, text));

    public async Task CommitAsync(string message)
    {
        await GitAsync("add", "-A");
        await GitAsync("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-qm", message);
    }

    /// <summary>Pushes; what the server says is in the errors, as `remote:` lines.</summary>
    public Task<ToolResult> PushAsync(string refspec = "main") => TryGitAsync("push", "slipway", refspec);

    public async Task<string> GitAsync(params string[] arguments) => (await TryGitAsync(arguments)).OrThrow().Output;

    private Task<ToolResult> TryGitAsync(params string[] arguments) =>
        Tool.RunAsync(["git", "-C", Path, .. arguments],
            new ToolOptions { Timeout = TimeSpan.FromMinutes(5), Environment = Quiet });
}
