using System.CommandLine;
using System.Formats.Tar;
using System.IO.Compression;
using System.Net.Http.Headers;
using Slipway.Client;
using Slipway.Web.Resources;

namespace Slipway.Commands;

/// <summary>Builds without git: a directory, an archive, or a binary that skips the build step.</summary>
internal static class BuildCommand
{
    private static readonly Argument<string> Application = new("APPLICATION") { Description = "name, or domain/name" };
    private static readonly Option<DirectoryInfo?> Source = new("--source") { Description = "a directory; .git is left out", HelpName = "DIR" };
    private static readonly Option<FileInfo?> Archive = new("--archive") { Description = "a .tar, .tar.gz or .tgz file", HelpName = "FILE" };
    private static readonly Option<FileInfo?> Binary = new("--binary") { Description = "a file that is ready to run; nothing is built", HelpName = "FILE" };
    private static readonly Option<string?> Image = new("--image") { Description = "build with this image instead of the cartridge's", HelpName = "REF" };

    private static readonly Option<int?> Timeout = new("--timeout") { Description = "how long the build may take (30 minutes)", HelpName = "SECONDS" };

    public static Command Create() =>
        Verb.Of("build", "Builds an application from a directory, archive or binary, and releases it", [Application, Source, Archive, Binary, Image, Timeout], BuildAsync);

    private static async Task<int> BuildAsync(CommandContext context, CancellationToken cancel)
    {
        var (source, archive, binary) = (context.Arguments.GetValue(Source), context.Arguments.GetValue(Archive), context.Arguments.GetValue(Binary));
        if (new object?[] { source, archive, binary }.Count(given => given is not null) != 1)
            throw new ClientException(ExitCode.Usage, "one of --source, --archive and --binary is needed");
        if (source is { Exists: false } || archive is { Exists: false } || binary is { Exists: false })
            throw new ClientException(ExitCode.NoInput, $"{source?.FullName ?? archive?.FullName ?? binary?.FullName} does not exist");
        var query = new List<string> { binary is null ? "kind=archive" : $"kind=binary&file={Uri.EscapeDataString(binary.Name)}" };
        if (context.Arguments.GetValue(Image) is { } image)
            query.Add($"image={Uri.EscapeDataString(image)}");
        if (context.Arguments.GetValue(Timeout) is { } timeout)
            query.Add($"timeout={timeout}");
        using var content = source is not null ? new TarGzContent(source.FullName) : (HttpContent)new StreamContent((archive ?? binary)!.OpenRead());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var path = $"{context.ApplicationPath(context.Arguments.GetRequiredValue(Application))}/builds?{string.Join('&', query)}";
        var operation = await context.Api.SendAsync(HttpMethod.Post, path, content, ApiJson.Default.OperationResource, cancel);
        context.Output.Line((await context.Api.FollowAsync(operation, cancel)).Result ?? "built");
        return ExitCode.Success;
    }

    /// <summary>A directory as a compressed tar, made while it is sent.</summary>
    private sealed class TarGzContent(string directory) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await using var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
            await using var tar = new TarWriter(gzip, TarEntryFormat.Pax);
            await AddAsync(tar, new DirectoryInfo(directory), "");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        private static async Task AddAsync(TarWriter tar, DirectoryInfo directory, string prefix)
        {
            foreach (var entry in directory.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                if (entry.Name == ".git")
                    continue;
                var name = prefix + entry.Name;
                await tar.WriteEntryAsync(entry.FullName, name);
                if (entry is DirectoryInfo { LinkTarget: null } child)
                    await AddAsync(tar, child, name + "/");
            }
        }
    }
}
