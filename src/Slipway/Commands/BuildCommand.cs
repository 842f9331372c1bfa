using System.CommandLine;
using Slipway.Client;
using Slipway.Web.Resources;

namespace Slipway.Commands;

/// <summary>Builds without git: a directory, an archive, or a prebuilt binary.</summary>
internal static class BuildCommand
{
    private static readonly Argument<string> Application = new("APPLICATION") { Description = "name, or domain/name" };
    private static readonly Option<DirectoryInfo?> Source =
        new("--source") { Description = "build a directory, without .git", HelpName = "DIR" };
    private static readonly Option<FileInfo?> Archive =
        new("--archive") { Description = "build a .tar, .tar.gz or .tgz file", HelpName = "FILE" };
    private static readonly Option<FileInfo?> Binary =
        new("--binary") { Description = "release a ready-to-run file without a build", HelpName = "FILE" };
    private static readonly Option<string?> Image =
        new("--image") { Description = "builder image for this build (default: the cartridge's)", HelpName = "REF" };
    private static readonly Option<string?> Cartridge =
        new("--cartridge", "-c")
        {
            Description = "use another cartridge from now on, name[:version]", HelpName = "CARTRIDGE",
        };
    private static readonly Option<bool> Force =
        new("--force") { Description = "build and release even if nothing changed" };
    private static readonly Option<bool> Clean =
        new("--clean") { Description = "do not reuse files that the previous artifact saved" };
    private static readonly Option<TimeSpan?> Time =
        LimitOptions.Time("--timeout", "time limit of the build, such as 10m (default: 30m)");
    private static readonly Option<string[]> Variables = new("--build-env")
    {
        Description = "a variable for this build only; NAME=- reads standard input", HelpName = "NAME=VALUE",
    };

    private static readonly Option<string[]> Secrets = new("--secret")
    {
        Description =
            "a file /run/secrets/NAME for this build only; env:VARIABLE reads a variable, - standard input",
        HelpName = "NAME=FILE",
    };

    public static Command Create() =>
        Verb.Of("build", "Builds and releases a directory, an archive or a binary, without git",
            [Application, Source, Archive, Binary, Image, Cartridge, Variables, Secrets, Time, .. LimitOptions.All,
                Force, Clean], BuildAsync);

    private static async Task<int> BuildAsync(CommandContext context, CancellationToken cancel)
    {
        var (source, archive, binary) = (context.Arguments.GetValue(Source), context.Arguments.GetValue(Archive),
            context.Arguments.GetValue(Binary));
        if (new object?[] { source, archive, binary }.Count(given => given is not null) != 1)
            throw new SlipwayException(ErrorCode.Usage, "one of --source, --archive and --binary is needed");
        if (source is { Exists: false } || archive is { Exists: false } || binary is { Exists: false })
            throw new SlipwayException(
                ErrorCode.NotFound, $"{source?.FullName ?? archive?.FullName ?? binary?.FullName} does not exist");
        var request = await RequestAsync(context.Arguments, cancel);
        var query = binary is null ? "kind=archive" : $"kind=binary&file={Uri.EscapeDataString(binary.Name)}";
        HttpContent content = source is not null
            ? new TarGzContent(source.FullName, (_, entry) => entry.Name != ".git")
            : new StreamContent((archive ?? binary)!.OpenRead());
        using var form = BuildFormContent.Of(request, ApiJson.Default.BuildRequest).With("source", content);
        var path = $"{context.ApplicationPath(context.Arguments.GetRequiredValue(Application))}/builds?{query}";
        var operation = await context.Api.SendAsync(
            HttpMethod.Post, path, form, ApiJson.Default.OperationResource, cancel);
        context.Output.Result(await context.Api.FollowAsync(operation, cancel));
        return ExitCode.Success;
    }

    private static async Task<BuildRequest> RequestAsync(ParseResult arguments, CancellationToken cancel) => new()
    {
        Image = arguments.GetValue(Image),
        Cartridge = arguments.GetValue(Cartridge),
        Force = arguments.GetValue(Force),
        Clean = arguments.GetValue(Clean),
        Timeout = arguments.GetValue(Time)?.TotalSeconds,
        Limits = LimitOptions.Read(arguments),
        Environment = await Assignments.VariablesAsync(arguments.GetValue(Variables) ?? [], cancel),
        Secrets = await Assignments.SecretsAsync(arguments.GetValue(Secrets) ?? [], cancel),
    };
}
