using System.CommandLine;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

internal static class LogsCommand
{
    private static readonly Argument<string> Application = new("APPLICATION") { Description = "name, or domain/name" };
    private static readonly Option<bool> Follow =
        new("--follow", "-f") { Description = "show new lines as they come, also of new gears" };
    private static readonly Option<int> Tail =
        new("--tail", "-n") { Description = "number of previous lines to show", DefaultValueFactory = _ => 200 };

    public static Command Create() =>
        Verb.Of("logs", "Prints the logs of an application's gears", [Application, Follow, Tail], RunAsync);

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var path = context.ApplicationPath(context.Arguments.GetRequiredValue(Application));
        var query =
            $"tail={context.Arguments.GetValue(Tail)}&follow={(context.Arguments.GetValue(Follow) ? "true" : "false")}";
        await foreach (var line in context.Api.StreamAsync($"{path}/logs?{query}", ApiJson.Default.LogResource, cancel))
        {
            if (context.Output.Json)
                Console.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(line, ApiJson.Default.LogResource));
            else
                Console.Out.WriteLine($"{line.Time.ToLocalTime():HH:mm:ss} {line.Gear} {Output.Printable(line.Text)}");
        }
        return ExitCode.Success;
    }
}
