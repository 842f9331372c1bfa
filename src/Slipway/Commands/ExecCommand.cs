using System.CommandLine;
using System.Runtime.InteropServices;
using Slipway.Client;
using Slipway.Linux.Terminals;
using Slipway.Web.Resources;

namespace Slipway.Commands;

internal static class ExecCommand
{
    private static readonly Argument<string> Application = new("APPLICATION") { Description = "name, or domain/name" };
    private static readonly Argument<string[]> Command =
        new("COMMAND") { Description = "the command and its arguments, after --", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<bool> Input =
        new("--stdin", "-i") { Description = "pass standard input to the command" };
    private static readonly Option<bool> Terminal = new("--tty", "-t") { Description = "give the command a terminal" };
    private static readonly Option<string?> Gear =
        new("--gear") { Description = "the gear to use (default: any that serves)" };

    public static Command Create() =>
        Verb.Of("exec", "Runs a command in a gear; ends with its exit code",
            [Application, Command, Input, Terminal, Gear], RunAsync);

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var terminal = context.Arguments.GetValue(Terminal);
        if (terminal && Console.IsInputRedirected)
            throw new SlipwayException(ErrorCode.Usage, "standard input is not a terminal", "leave out -t");
        var request = new ExecRequest(context.Arguments.GetRequiredValue(Command))
        {
            Terminal = terminal,
            Input = context.Arguments.GetValue(Input) || terminal,
            Gear = context.Arguments.GetValue(Gear),
            Size = terminal ? CurrentSize() : null,
        };
        using var connection = new ExecConnection();
        await connection.OpenAsync(context.Api,
            context.ApplicationPath(context.Arguments.GetRequiredValue(Application)) + "/exec", request, cancel);
        using var raw = terminal ? new RawTerminal() : null;
        using var resized = terminal
            ? PosixSignalRegistration.Create(PosixSignal.SIGWINCH, signal =>
            {
                _ = connection.ResizeAsync(CurrentSize(), cancel);
            })
            : null;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var feeding = request.Input ? FeedAsync(connection, ended.Token) : Task.CompletedTask;
        await using var output = Console.OpenStandardOutput();
        await using var error = Console.OpenStandardError();
        var code = await connection.CopyOutputAsync(output, error, cancel);
        await ended.CancelAsync();
        return code;
    }

    private static async Task FeedAsync(ExecConnection connection, CancellationToken cancel)
    {
        // Reading a terminal cannot be cancelled: it ends with the process.
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[32 << 10];
        for (int read; (read = await Task.Run(() => input.Read(buffer), cancel)) > 0;)
            await connection.SendAsync(ExecChannel.Input, buffer.AsMemory(0, read), cancel);
        await connection.SendAsync(ExecChannel.Input, ReadOnlyMemory<byte>.Empty, cancel);
    }

    private static TerminalSize CurrentSize() => new(Console.WindowHeight, Console.WindowWidth);
}
