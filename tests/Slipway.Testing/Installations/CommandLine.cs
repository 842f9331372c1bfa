using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Slipway.Linux.Processes;

namespace Slipway.Testing.Installations;

/// <summary>
/// The built program, with the login of one installation. It talks to no other server of this machine.
/// </summary>
public sealed class CommandLine(string configuration)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    public static string Path { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Slipway",
        System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "slipway"));

    /// <summary>A file or folder of the checkout that the tests were built from.</summary>
    public static string Checkout(string path) => System.IO.Path.GetFullPath(
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(ThisFile())!, "..", "..", "..", path));

    public IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["SLIPWAY_CONFIG"] = configuration, ["SLIPWAY_URL"] = "", ["SLIPWAY_TOKEN"] = "",
    };

    /// <summary>Runs a verb. Failing is a result.</summary>
    public Task<ToolResult> TryAsync(params string[] arguments) => TryAsync(ReadOnlyMemory<byte>.Empty, arguments);

    public Task<ToolResult> TryAsync(ReadOnlyMemory<byte> input, params string[] arguments) =>
        Tool.RunAsync(
            [Path, .. arguments], new ToolOptions { Timeout = Timeout, Environment = Environment, Input = input });

    /// <summary>Runs a verb that is to work.</summary>
    /// <returns>Its standard output.</returns>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var result = await TryAsync(arguments);
        result.ExitCode.ShouldBe(0, $"slipway {string.Join(' ', arguments)}\n{result.Output}\n{result.Errors}");
        return result.Output;
    }

    public async Task<JsonNode> JsonAsync(params string[] arguments) =>
        JsonNode.Parse(await RunAsync([.. arguments, "--output", "json"]))!;

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
