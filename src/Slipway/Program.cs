using System.CommandLine;
using Slipway;
using Slipway.Commands;

var parsed = CommandTree.Create().Parse(args);
if (parsed.Errors.Count == 0)
    return await parsed.InvokeAsync(
        new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(5) });
foreach (var error in parsed.Errors)
    Console.Error.WriteLine($"error: {error.Message}");
Console.Error.WriteLine($"next:  slipway {string.Join(' ', args.TakeWhile(a => !a.StartsWith('-')).Take(2))} --help");
return ExitCode.Usage;
