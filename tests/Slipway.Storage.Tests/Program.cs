using Slipway.Storage.Tests.Crashes;

// The crash test starts this program a second time, as what it kills.
if (Environment.GetEnvironmentVariable(Pusher.Variable) is not { } directory)
    return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
await Pusher.RunAsync(directory);
return 0;
