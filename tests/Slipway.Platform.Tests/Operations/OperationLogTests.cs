using Microsoft.Extensions.Logging;
using Slipway.Platform.Operations;
using Slipway.Testing.World;
using Slipway.Testing;

namespace Slipway.Platform.Tests.Operations;

public sealed class OperationLogTests
{
    [Fact]
    public async Task Whatever_is_logged_while_an_operation_runs_has_it_and_its_application()
    {
        using var log = new RecordedLog();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(log));
        await using var world = new PlatformWorld { Loggers = loggers };
        await world.StartAsync();
        await world.AddCartridgesAsync();
        var application = await world.CreateAsync("blog");
        world.Builder.Hold = (_, _) =>
        {
            loggers.CreateLogger("engine").LogWarning("a line of another part");
            throw new InvalidOperationException("no element");
        };
        var operation = await world.PushAsync(application, "one");
        await world.EndAsync(operation, OperationState.Failed);

        log.Entries.ShouldContain(entry => entry.Message == "a line of another part" && IsOf(operation, entry));
        log.Entries.ShouldContain(entry => entry.Level == LogLevel.Error
            && entry.Exception is InvalidOperationException && IsOf(operation, entry));
    }

    private static bool IsOf(Operation operation, RecordedLog.Entry entry) =>
        entry.Scope.GetValueOrDefault("operation") as string == operation.Id
        && entry.Scope.GetValueOrDefault("application") as string == "demo/blog";
}
