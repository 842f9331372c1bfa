using System.CommandLine;
using Slipway.Client;
using Slipway.Terminal;

namespace Slipway.Commands;

/// <summary>Turns a method into a command: context, errors with cause and next step, exit codes.</summary>
internal static class Verb
{
    public static Command Of(
        string name, string description, IEnumerable<Symbol> symbols,
        Func<CommandContext, CancellationToken, Task<int>> run)
    {
        var command = Bare(name, description, symbols);
        command.SetAction((arguments, cancel) => GuardAsync(async () =>
        {
            using var context = new CommandContext(arguments, OutputOf(arguments), new ApiClient(Credentials.Load()));
            return await run(context, cancel);
        }, cancel));
        return command;
    }

    /// <summary>A command that uses no server.</summary>
    public static Command Local(
        string name, string description, IEnumerable<Symbol> symbols,
        Func<ParseResult, Output, CancellationToken, Task<int>> run)
    {
        var command = Bare(name, description, symbols);
        command.SetAction((arguments, cancel) => GuardAsync(() => run(arguments, OutputOf(arguments), cancel), cancel));
        return command;
    }

    public static Command Group(string name, string description, params IEnumerable<Command> verbs)
    {
        var command = new Command(name, description);
        foreach (var verb in verbs)
            command.Subcommands.Add(verb);
        return command;
    }

    private static Command Bare(string name, string description, IEnumerable<Symbol> symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
                command.Arguments.Add(argument);
            else
                command.Options.Add((Option)symbol);
        }
        return command;
    }

    private static Output OutputOf(ParseResult arguments) => new(arguments.GetValue(GlobalOptions.Output) == "json");

    private static async Task<int> GuardAsync(Func<Task<int>> run, CancellationToken cancel)
    {
        try
        {
            return await run();
        }
        catch (SlipwayException e)
        {
            foreach (var line in (e as ProblemException)?.Problem.Log ?? [])
                Console.Error.WriteLine($"  {Output.Printable(line)}");
            var code = Fail(e.Message, e.NextStep, ExitCode.Of(e));
            if (e is ProblemException { Problem: { Code: "internal", RequestId: { } id } })
                Console.Error.WriteLine($"request id {Output.Printable(id)}");
            return code;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (HttpIOException)
        {
            return Fail("the server ended the connection", "look whether it still runs: slipway doctor",
                ExitCode.TemporaryFailure);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(e.Message, null, e is UnauthorizedAccessException ? ExitCode.NoPermission : ExitCode.Io);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            return Fail(InternalError.CauseOf(e), "report it, with the command that you ran", ExitCode.Software);
        }
    }

    private static int Fail(string cause, string? nextStep, int code)
    {
        Console.Error.WriteLine($"error: {string.Join('\n', cause.Split('\n').Select(Output.Printable))}");
        if (nextStep is not null)
            Console.Error.WriteLine($"next:  {nextStep}");
        return code;
    }
}
