using System.Text.Json.Nodes;
using Slipway.Linux.Processes;
using Slipway.Testing;
using Slipway.Testing.Api;
using Slipway.Testing.Installations;

namespace Slipway.Tests.Commands;

/// <summary>
/// The built program beside a platform in memory, which it knows by address and token, as a script of a CI does.
/// </summary>
internal sealed class Terminal : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private Terminal(ApiServer server) => Server = server;

    public ApiServer Server { get; }

    public string Directory => _directory.Path;

    public static async Task<Terminal> OpenAsync() => new(await ApiServer.StartAsync());

    public string File(string name, string content)
    {
        var path = _directory.File(name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Runs a verb as an account.</summary>
    public async Task<ToolResult> RunAsync(string account, params string[] arguments) =>
        await WithAsync(await LoginOfAsync(account), arguments);

    /// <summary>Runs a verb as an account in a terminal of so many columns.</summary>
    public async Task<ToolResult> InWindowAsync(int columns, string account, string verb, string noun) =>
        await RunAsync(["script", "-qec", $"stty cols {columns}; '{CommandLine.Path}' {verb} {noun}", "/dev/null"],
            await LoginOfAsync(account));

    /// <summary>Runs a verb with these variables and no login.</summary>
    public Task<ToolResult> WithAsync(Dictionary<string, string> variables, params string[] arguments) =>
        RunAsync([CommandLine.Path, .. arguments], variables);

    /// <summary>Runs a verb that is to work and reads the one document it prints.</summary>
    public async Task<JsonNode> JsonAsync(params string[] arguments)
    {
        var result = await RunAsync("admin", [.. arguments, "--output", "json"]);
        result.ExitCode.ShouldBe(0, $"slipway {string.Join(' ', arguments)}\n{result.Output}\n{result.Errors}");
        return JsonNode.Parse(result.Output).ShouldNotBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _directory.Dispose();
    }

    private async Task<Dictionary<string, string>> LoginOfAsync(string account) =>
        new()
        {
            ["SLIPWAY_URL"] = Server.Url, ["SLIPWAY_TOKEN"] = await Server.TokenOfAsync(account),
            ["SLIPWAY_DOMAIN"] = "demo",
        };

    private Task<ToolResult> RunAsync(IReadOnlyList<string> command, Dictionary<string, string> variables)
    {
        var environment = new Dictionary<string, string>
        {
            ["SLIPWAY_CONFIG"] = _directory.File("config"), ["SLIPWAY_URL"] = "", ["SLIPWAY_TOKEN"] = "",
            ["NO_PROXY"] = "127.0.0.1",
        };
        foreach (var (name, value) in variables)
            environment[name] = value;
        return Tool.RunAsync(command, new ToolOptions
        {
            Timeout = TimeSpan.FromMinutes(2), Environment = environment, WorkingDirectory = _directory.Path,
        });
    }
}
