using System.CommandLine;
using System.Net.Http.Headers;
using Slipway.Client;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

internal static class ImageCommands
{
    private static readonly Argument<string> Reference = new("IMAGE") { Description = "repository[:tag]" };
    private static readonly Argument<FileInfo> ArchiveFile =
        new("FILE") { Description = "a `docker save` or OCI layout archive; - is standard input" };
    private static readonly Option<FileInfo?> Target =
        new("--file", "-f") { Description = "where to write the archive (default: standard output)" };
    private static readonly Option<string> Format =
        new("--format") { Description = "docker or oci", DefaultValueFactory = _ => "docker" };
    private static readonly Option<string?> Name =
        new("--name") { Description = "the name to import as (default: the name in the archive)" };
    private static readonly Option<string> Suite =
        new("--suite") { Description = "Debian's code name", DefaultValueFactory = _ => "bookworm" };
    private static readonly Option<string> BaseName =
        new("--name") { Description = "the image's name", DefaultValueFactory = _ => "images/debian:12" };

    public static Command Create() => Verb.Group("image", "Manages images of the server's registry",
        Verb.Of("list", "Lists the tagged images", [], ListAsync),
        ImageShowCommand.Create(),
        Verb.Of("import", "Imports the images of an archive", [ArchiveFile, Name], ImportAsync),
        Verb.Of("export", "Exports an image as an archive", [Reference, Target, Format], ExportAsync),
        Verb.Of(
            "remove",
            "Removes a tag; an image is deleted with its last tag, and layers with their last image",
            [Reference], RemoveAsync),
        ImageBuildCommand.Create(),
        Verb.Of("debian", "Builds the Debian base image from Debian's packages", [Suite, BaseName], DebianAsync));

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancel)
    {
        var images = await context.Api.GetAsync("images", ApiJson.Default.IReadOnlyListImageResource, cancel);
        context.Output.Show(images, ApiJson.Default.IReadOnlyListImageResource, shown => Output.Table(
            ["IMAGE", "DIGEST", "SIZE"],
            shown.Select(i => new[] { $"{i.Repository}:{i.Tag}", i.Digest[..19], HumanReadable.Bytes(i.Size) })));
        return ExitCode.Success;
    }

    private static async Task<int> ImportAsync(CommandContext context, CancellationToken cancel)
    {
        var file = context.Arguments.GetRequiredValue(ArchiveFile);
        await using var stream = file.Name == "-" ? Console.OpenStandardInput() : file.OpenRead();
        var query = context.Arguments.GetValue(Name) is { } name ? $"?name={Uri.EscapeDataString(name)}" : "";
        return await SendAsync(context, $"images/import{query}", Octets(new StreamContent(stream)), cancel);
    }

    private static async Task<int> ExportAsync(CommandContext context, CancellationToken cancel)
    {
        var file = context.Arguments.GetValue(Target);
        if (file is null && !Console.IsOutputRedirected)
            throw new SlipwayException(
                ErrorCode.Usage, "an archive is not for a terminal", "pass --file FILE, or redirect standard output");
        var (name, format) =
            (context.Arguments.GetRequiredValue(Reference), context.Arguments.GetRequiredValue(Format));
        var path = $"images/export?name={Uri.EscapeDataString(name)}&format={Uri.EscapeDataString(format)}";
        if (file is not null)
            await AtomicFile.WriteAsync(file.FullName, target => context.Api.DownloadAsync(path, target, cancel));
        else
        {
            await using var output = Console.OpenStandardOutput();
            await context.Api.DownloadAsync(path, output, cancel);
        }
        return ExitCode.Success;
    }

    private static async Task<int> RemoveAsync(CommandContext context, CancellationToken cancel)
    {
        var name = context.Arguments.GetRequiredValue(Reference);
        await context.Api.DeleteAsync($"images?name={Uri.EscapeDataString(name)}", cancel);
        context.Output.Line($"{name} removed");
        return ExitCode.Success;
    }

    private static async Task<int> DebianAsync(CommandContext context, CancellationToken cancel)
    {
        var (suite, name) = (context.Arguments.GetRequiredValue(Suite), context.Arguments.GetRequiredValue(BaseName));
        var query = $"suite={Uri.EscapeDataString(suite)}&name={Uri.EscapeDataString(name)}";
        return await SendAsync(context, $"images/debian?{query}", new ByteArrayContent([]), cancel);
    }

    private static async Task<int> SendAsync(
        CommandContext context, string path, HttpContent content, CancellationToken cancel)
    {
        using (content)
            context.Output.Result(await context.Api.FollowAsync(path, content, cancel));
        return ExitCode.Success;
    }

    private static StreamContent Octets(StreamContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }
}
