using System.CommandLine;
using Slipway;
using Slipway.Commands;

var root = new RootCommand("Slipway: from source code to running, routed applications on your own machines");
root.Options.Add(GlobalOptions.Output);
root.Options.Add(GlobalOptions.Domain);
Command[] commands =
[
    ApplicationCommands.Create(),
    BuildCommand.Create(),
    ReleaseCommands.Release(),
    ReleaseCommands.Rollback(),
    ReleaseCommands.Artifact(),
    ReleaseCommands.Scale(),
    EnvironmentCommands.Create(),
    LogsCommand.Create(),
    ExecCommand.Create(),
    CartridgeCommands.Create(),
    ImageCommands.Create(),
    DoctorCommand.Create(),
    .. ServerCommands.Create(),
    LoginCommand.Create(),
];
foreach (var command in commands)
    root.Subcommands.Add(command);

var parsed = root.Parse(args);
if (parsed.Errors.Count == 0)
    return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(5) });
foreach (var error in parsed.Errors)
    Console.Error.WriteLine($"error: {error.Message}");
Console.Error.WriteLine($"next:  slipway {string.Join(' ', args.TakeWhile(a => !a.StartsWith('-')).Take(2))} --help");
return ExitCode.Usage;
