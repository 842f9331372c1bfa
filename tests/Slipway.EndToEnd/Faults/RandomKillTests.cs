using System.Globalization;
using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;

namespace Slipway.EndToEnd.Faults;

/// <summary>
/// kill -9 of a busy server at random moments. <c>fuzz/random-kills</c> runs it for longer, and with a seed again.
/// </summary>
public class RandomKillTests(SharedInstallation installation, ITestOutputHelper output) : FaultTests(installation)
{
    private static readonly int Kills = Given("SLIPWAY_TEST_KILLS") ?? 8;
    private static readonly int Seed = Given("SLIPWAY_TEST_SEED") ?? Random.Shared.Next();
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromSeconds(2);
    private static readonly (string Name, string Cartridge)[] Victims =
        [("random-one", "static"), ("random-two", "static"), ("random-vault", "vault")];
    private readonly Random _random = new(Seed);

    [Fact]
    public async Task A_server_that_is_killed_at_any_moment_leaves_nothing_undone_and_nothing_behind()
    {
        output.WriteLine($"seed {Seed}, {Kills} kills");
        await using var bystander = await Bystander.CreateAsync(Installation, "random-bystander");
        await SmallCartridges.AddVaultAsync(Installation);
        using var api = new LocalRequests(Installation);
        await api.AllServeAsync();
        var before = Inventory.Take(Installation);
        await api.DoneAsync(Victims.Select(victim => api.CreateAsync(victim.Name, victim.Cartridge)));
        var operations = new RandomOperations(_random, api);
        var soundness = new Soundness(Installation);
        for (var kill = 1; kill <= Kills; kill++)
        {
            foreach (var (name, cartridge) in Victims)
                for (var more = _random.Next(1, 3); more > 0; more--)
                    await operations.BeginAsync(name, cartridge);
            await DieAsync(bystander, soundness);
            // Sometimes the next one dies over its predecessor's work.
            for (; kill < Kills && _random.Next(3) == 0; kill++)
                await DieAsync(bystander, soundness);
            output.WriteLine($"{kill}: {string.Join(", ", await operations.EndAllAsync())}");
            await RequireOrderAsync(before);
        }
        foreach (var (name, cartridge) in Victims)
            await Installation.Slipway.TryAsync("app", "delete", name, "--yes");
        await Inventory.BecomesAsync(Installation, before);
    }

    private async Task DieAsync(Bystander bystander, Soundness soundness)
    {
        await Task.Delay(MaxLifetime * _random.NextDouble());
        await Servers.KillAsync(Installation);
        await soundness.RequireAsync();
        await bystander.MoreAsync(3);
        await Installation.StartServerAsync();
    }

    /// <summary>
    /// When nothing is under way: all gears serve what they are to serve, and the machine has what they
    /// need and no more.
    /// </summary>
    private async Task RequireOrderAsync(IReadOnlySet<string> before)
    {
        foreach (var one in (await Installation.Slipway.JsonAsync("app", "list")).AsArray().Select(one =>
            new Application(Installation, (string)one!["name"]!)).Where(one => one.Name.StartsWith("random-")))
        {
            var shown = await Application.UntilAsync(one.ShowAsync, IsInOrder, $"order in {one.Name}");
            if (shown["release"] is not null)
                await one.GetAsync();
        }
        var gears = (await Installation.Slipway.JsonAsync("app", "list")).AsArray()
            .SelectMany(one => one!["gears"]!.AsArray()).Select(gear => (string)gear!["id"]!).ToList();
        await Inventory.SettlesAsync(
            () => [.. Inventory.Take(Installation).Except(before).Where(item => !IsOfVictims(item, gears))]);
    }

    private static bool IsInOrder(System.Text.Json.Nodes.JsonNode application) =>
        application["gears"]!.AsArray() is var gears
        && gears.Count == (application["release"] is null ? 0 : (int)application["scale"]!)
        && gears.All(
            gear => (string)gear!["state"]! == "running" && (int)gear["release"]! == (int)application["release"]!);

    /// <summary>What an application has as long as it is there is looked at when it is deleted.</summary>
    private static bool IsOfVictims(string item, IReadOnlyList<string> gears) => gears.Any(item.Contains)
        || item.StartsWith("names of slots") || item.Contains("/logs/builds/") || item.Contains("/volumes/")
        || item.Contains("/repositories/demo/");

    private static int? Given(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
        ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
