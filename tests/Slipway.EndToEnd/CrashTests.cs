using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;

namespace Slipway.EndToEnd;

[Collection(SharedInstallationCollection.Name)]
public class CrashTests(SharedInstallation installation) : IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Whatever came of a test, the next one finds a server.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Environment.IsPrivilegedProcess)
            await installation.StartServerAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_scaling_goes_on_where_the_server_was_killed()
    {
        var application = await Application.CreateAsync(installation, "crash-scale", "static");
        await CrashAsync("Scale:rollout:launch", application, 0, "scale", "crash-scale", "2");
        await application.GetAsync();
        (await application.CurrentReleaseAsync()).ShouldBe(1);
        (await application.GearsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_failed_rollout_is_taken_back_where_the_server_was_killed()
    {
        var application = await Application.CreateAsync(installation, "crash-undo", "static");
        var change = await CrashAsync("ChangeEnvironment:rollout:failed", application, 1, "env", "set", "crash-undo", "NGINX_LOG_LEVEL=nonsense");
        change.ShouldContain("nonsense");
        (await application.CurrentReleaseAsync()).ShouldBe(1);
        (await application.GearsAsync()).ShouldHaveSingleItem();
        (await application.Slipway.RunAsync("env", "list", "crash-undo")).ShouldNotContain("nonsense");
    }

    /// <summary>Runs a verb while the server kills itself at a point, and starts the next server; the verb waits for that one and ends as it would have.</summary>
    private async Task<string> CrashAsync(string point, Application? answering, int code, params string[] arguments)
    {
        await installation.Slipway.RunAsync("stop", "--data", installation.Data);
        await installation.StartServerAsync(point);
        var server = installation.ServerProcess;
        var verb = installation.Slipway.TryAsync(arguments);
        var gone = Servers.GoneAsync(server);
        if (await Task.WhenAny(gone, verb) == verb && !gone.IsCompleted)
            throw new InvalidOperationException($"{point} was not reached: {(await verb).Output}{(await verb).Errors}");
        await gone;
        if (answering is not null)
            await answering.GetAsync();
        await installation.StartServerAsync();
        var ended = await verb;
        (ended.ExitCode == 0 ? 0 : 1).ShouldBe(code, ended.Errors);
        return ended.Errors;
    }
}
