using System.CommandLine;
using System.Formats.Tar;
using System.Net.Http.Headers;
using Slipway.Client;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

internal static class CartridgeCommands
{
    private static readonly Argument<string> Reference = new("CARTRIDGE") { Description = "name[:version]" };
    private static readonly Argument<string> Location =
        new("DIR|MANIFEST|ARCHIVE") { Description = "a directory, a manifest.yml, or a .tgz of a directory" };

    public static Command Create() => Verb.Group("cartridge", "Manages cartridges: languages and services",
        Verb.Of("list", "Lists the cartridges", [], ListAsync),
        Verb.Of("show", "Shows image, digest, scripts and manifest of a cartridge", [Reference], ShowAsync),
        Verb.Of("add", "Adds or replaces a cartridge; builds its image if it has a Dockerfile", [Location], AddAsync),
        Verb.Of("remove", "Removes a cartridge that no application uses", [Reference], RemoveAsync));

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancel)
    {
        var cartridges = await context.Api.GetAsync(
            "cartridges", ApiJson.Default.IReadOnlyListCartridgeResource, cancel);
        context.Output.Show(cartridges, ApiJson.Default.IReadOnlyListCartridgeResource, shown => Output.Table(
            ["CARTRIDGE", "TITLE", "IMAGE", "DESCRIPTION"],
            shown.Select(c => new[] { $"{c.Name}:{c.Version}", c.DisplayName, c.Image, c.Description })));
        return ExitCode.Success;
    }

    private static async Task<int> ShowAsync(CommandContext context, CancellationToken cancel)
    {
        var cartridge = await context.Api.GetAsync(PathOf(context), ApiJson.Default.CartridgeResource, cancel);
        context.Output.Show(cartridge, ApiJson.Default.CartridgeResource, shown =>
        {
            Output.Fields([("cartridge", $"{shown.Name}:{shown.Version}"), ("title", shown.DisplayName),
                ("image", shown.Image), ("digest", shown.ImageDigest), ("scripts", string.Join(' ', shown.Scripts))]);
            Console.Out.WriteLine();
            Console.Out.Write(shown.Manifest);
        });
        return ExitCode.Success;
    }

    private static async Task<int> AddAsync(CommandContext context, CancellationToken cancel)
    {
        var location = context.Arguments.GetRequiredValue(Location);
        using var content = await PackAsync(location, cancel);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        context.Output.Result(await context.Api.FollowAsync("cartridges", content, cancel));
        return ExitCode.Success;
    }

    private static async Task<int> RemoveAsync(CommandContext context, CancellationToken cancel)
    {
        await context.Api.DeleteAsync(PathOf(context), cancel);
        context.Output.Line($"{context.Arguments.GetRequiredValue(Reference)} removed");
        return ExitCode.Success;
    }

    /// <summary>All three forms are uploaded as an archive, so the server has one endpoint.</summary>
    private static async Task<HttpContent> PackAsync(string location, CancellationToken cancel)
    {
        if (!Directory.Exists(location) && !File.Exists(location))
            throw new SlipwayException(ErrorCode.NotFound, $"{location} does not exist");
        if (File.Exists(location) && Path.GetExtension(location) is not (".yml" or ".yaml"))
            return new StreamContent(File.OpenRead(location));
        var archive = new MemoryStream();
        if (Directory.Exists(location))
            await TarFile.CreateFromDirectoryAsync(location, archive, includeBaseDirectory: false, cancel);
        else
            await using (var tar = new TarWriter(archive, leaveOpen: true))
                await tar.WriteEntryAsync(location, "manifest.yml", cancel);
        archive.Position = 0;
        return new StreamContent(archive);
    }

    private static string PathOf(CommandContext context) =>
        $"cartridges/{Uri.EscapeDataString(context.Arguments.GetRequiredValue(Reference))}";
}
