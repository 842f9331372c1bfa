using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;
using Slipway.Platform.Composition;
using Slipway.Web.Resources;

namespace Slipway.EndToEnd.Faults;

/// <summary>
/// kill -9 of the server at every point of every kind of operation. All kinds run side by side: each server is killed
/// when every operation stands at a point.
/// </summary>
public class StepKillTests(SharedInstallation installation, ITestOutputHelper output) : FaultTests(installation)
{
    private const int MaxServers = 100;
    private const int AnswersWhileDead = 16;

    [Fact]
    public async Task An_operation_of_every_kind_survives_the_death_of_the_server_at_every_point()
    {
        await using var bystander = await Bystander.CreateAsync(Installation, "bystander");
        await SmallCartridges.AddVaultAsync(Installation);
        using var api = new LocalRequests(Installation);
        await api.AllServeAsync();
        var before = Inventory.Take(Installation);
        await PrepareAsync(api);
        var halts = new Halts(Installation);
        Dictionary<OperationCase, OperationResource> begun;
        await using (var visits = new Visits(
            OperationCase.All.Where(one => one.AlwaysAnswers).Select(one => new Application(Installation, one.Name))))
        {
            begun = await CrashThroughAsync(
                api, halts, async () => { await visits.MoreAsync(AnswersWhileDead); await bystander.MoreAsync(1); });
            foreach (var (one, operation) in begun)
                await RequireEndAsync(api, one, operation, halts);
            visits.Errors.ShouldBeEmpty();
        }
        halts.All.Select(halt => halt.Kind).Distinct()
            .Order().ShouldBe(OperationFormats.All.Select(format => format.Kind).Order(), "every kind was tried");
        await api.DoneAsync(
            OperationCase.All.Where(one => one.Release is not null).Select(one => api.DeleteAsync(one.Name)));
        await Inventory.BecomesAsync(Installation, before);
    }

    private static async Task PrepareAsync(LocalRequests api)
    {
        await api.DoneAsync(
            OperationCase.All.Where(one => one.Exists).Select(one => api.CreateAsync(one.Name, one.Cartridge)));
        await api.DoneAsync(OperationCase.All.SelectMany(one => one.Before.Select(begin => begin(api, one.Name))));
    }

    private async Task<Dictionary<OperationCase, OperationResource>> CrashThroughAsync(
        LocalRequests api, Halts halts, Func<Task> answersAsync)
    {
        var begun = new Dictionary<OperationCase, OperationResource>();
        var ended = new HashSet<string>();
        await Servers.KillAsync(Installation);
        for (var servers = 1; ended.Count < OperationCase.All.Count; servers++)
        {
            servers.ShouldBeLessThan(MaxServers, "operations end");
            await halts.StartServerAsync();
            if (begun.Count == 0)
            {
                await api.AnsweredAsync();
                foreach (var one in OperationCase.All)
                    begun[one] = await one.Begin(api, one.Name);
            }
            foreach (var operation in begun.Values.Where(operation => !ended.Contains(operation.Id)))
                if (await StandsOrEndsAsync(api, halts, operation))
                    ended.Add(operation.Id);
            await Servers.KillAsync(Installation);
            await answersAsync();
        }
        await new Soundness(Installation).RequireAsync();
        output.WriteLine($"{halts.All.Count} points:\n" +
            $"{string.Join('\n', halts.All.GroupBy(halt => begun.Single(pair => pair.Value.Id == halt.Operation).Key).Select(group => $"{group.Key}: {string.Join(' ', group.Select(halt => halt.Point))}"))}");
        await Installation.StartServerAsync();
        return begun;
    }

    /// <returns>Whether it has ended.</returns>
    private static async Task<bool> StandsOrEndsAsync(LocalRequests api, Halts halts, OperationResource operation)
    {
        var ended = false;
        await Application.UntilAsync(async () => halts.Stands(operation.Id)
            || (ended = await api.FindAsync(operation.Id) is { Ended: not null }), done => done,
            $"{operation.Kind} of {operation.Application} comes to its next point or its end");
        return ended;
    }

    private async Task RequireEndAsync(LocalRequests api, OperationCase one, OperationResource begun, Halts halts)
    {
        var ended = await api.EndAsync(begun);
        ended.State.ShouldBe(one.Fails ? "failed" : "done", $"{one}: {ended.Problem?.Title}");
        if (one.Fails)
            ended.Problem!.Title.ShouldNotBeNullOrEmpty();
        var points = halts.All.Where(halt => halt.Operation == begun.Id).Select(halt => halt.Point).ToList();
        foreach (var step in (await api.EventsAsync(begun.Id)).Where(item => item.Kind == "step")
            .Select(item => item.Text!).Distinct())
            points.ShouldContain(step, $"{one} stood at the beginning of its step");
        if (one.Release is null)
        {
            (await Installation.Slipway.TryAsync("app", "show", one.Name)).ExitCode
                .ShouldBe(ExitCode.NoInput, $"{one} is gone");
            return;
        }
        var application = new Application(Installation, one.Name);
        var gears = await Application.UntilAsync(application.GearsAsync, gears =>
            gears.Count == one.Gears && gears.All(gear => (string)gear["state"]! == "running"), $"the gears of {one}");
        gears.ShouldAllBe(gear => (int)gear["release"]! == one.Release, one.Name);
        (await application.CurrentReleaseAsync()).ShouldBe(one.Release.Value, one.Name);
        await application.GetAsync();
    }
}
