using Slipway.Testing.Installations;

namespace Slipway.EndToEnd.Installations;

/// <summary>
/// The installation that the tests share, with the base and the cartridges that they need: these are built once, with
/// what a user types.
/// </summary>
public sealed class SharedInstallation : Installation
{
    /// <summary>
    /// A data directory that stays, images and all, so that one who works on these tests waits for the images once.
    /// </summary>
    private static readonly string? Kept = Environment.GetEnvironmentVariable("SLIPWAY_TEST_DATA");

    public override string Data => Kept ?? base.Data;

    protected override async Task FurnishAsync()
    {
        foreach (var application in (await Slipway.JsonAsync("app", "list")).AsArray())
            await Slipway.RunAsync("app", "delete", (string)application!["name"]!, "--yes");
        await Slipway.RunAsync("factory", "build", CommandLine.Checkout("."), "debian-slipway-nodejs",
            "debian-slipway-libs-python", "debian-slipway-static");
        await Slipway.RunAsync("cartridge", "add", CommandLine.Checkout("cartridges/static"));
        await Slipway.RunAsync("cartridge", "add", CommandLine.Checkout("cartridges/nodejs"));
    }
}

[CollectionDefinition(Name)]
public sealed class SharedInstallationCollection : ICollectionFixture<SharedInstallation>
{
    public const string Name = "the shared installation";
}
