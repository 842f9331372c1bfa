using System.CommandLine;
using Slipway.Client;
using Slipway.Web.Resources;

namespace Slipway.Commands;

/// <summary>Builds an image from a directory with a Dockerfile; the options are those of docker.</summary>
internal static class ImageBuildCommand
{
    private static readonly Argument<DirectoryInfo> Source =
        new("DIR") { Description = "a directory with a Dockerfile" };
    private static readonly Option<string> Name =
        new("--name") { Description = "the image's name", Required = true, HelpName = "REPOSITORY:TAG" };
    private static readonly Option<string?> Dockerfile =
        new("--file", "-f") { Description = "the Dockerfile, in DIR (default: Dockerfile)", HelpName = "FILE" };

    private static readonly Option<string?> Target =
        new("--target")
        {
            Description = "the stage to build, by name or number (default: the last)", HelpName = "STAGE",
        };

    private static readonly Option<string[]> Arguments = new("--build-arg")
    {
        Description = "a value for ARG, visible in the image's history; NAME alone takes it from the environment",
        HelpName = "NAME=VALUE",
    };

    private static readonly Option<string[]> Contexts = new("--build-context")
    {
        Description = "a named context for FROM NAME, --from=NAME and from=NAME: a directory, or image:REF",
        HelpName = "NAME=DIR|image:REF",
    };

    private static readonly Option<string[]> Secrets = new("--secret")
    {
        Description = "a secret for RUN --mount=type=secret,id=ID; src=- reads standard input",
        HelpName = "id=ID,src=FILE|env=VARIABLE",
    };

    private static readonly Option<bool> NoCache =
        new("--no-cache") { Description = "run every step, without the cache" };
    private static readonly Option<bool> KeepLogs =
        new("--keep-package-logs") { Description = "keep the logs of package tools in the layers" };

    public static Command Create() => Verb.Of("build", "Builds an image from a Dockerfile",
        [Source, Name, Dockerfile, Target, Arguments, Contexts, Secrets, NoCache, KeepLogs], BuildAsync);

    private static async Task<int> BuildAsync(CommandContext context, CancellationToken cancel)
    {
        var directory = context.Arguments.GetRequiredValue(Source);
        if (!directory.Exists)
            throw new SlipwayException(ErrorCode.NotFound, $"{directory.FullName} does not exist");
        var contexts = (context.Arguments.GetValue(Contexts) ?? []).Select(BuildContextOption.Parse).ToList();
        var request = await RequestAsync(context.Arguments, directory, contexts, cancel);
        using var form = BuildFormContent.Of(request, ApiJson.Default.ImageBuildRequest)
            .With("source", new TarGzContent(directory.FullName));
        foreach (var beside in contexts.Where(each => each.Directory is not null))
            form.With("context", new TarGzContent(beside.Directory!));
        var path = $"images/build?name={Uri.EscapeDataString(context.Arguments.GetRequiredValue(Name))}";
        context.Output.Result(await context.Api.FollowAsync(path, form, cancel));
        return ExitCode.Success;
    }

    private static async Task<ImageBuildRequest> RequestAsync(
        ParseResult arguments, DirectoryInfo directory, List<BuildContextOption> contexts,
        CancellationToken cancel) => new()
    {
        Dockerfile = arguments.GetValue(Dockerfile) is { } file ? PathIn(directory, file) : null,
        Target = arguments.GetValue(Target),
        Arguments = ArgumentsOf(arguments.GetValue(Arguments) ?? []),
        Contexts = [.. contexts.Select(each => new NamedContextResource(each.Name, each.Image))],
        Secrets = await Assignments.SecretsAsync((arguments.GetValue(Secrets) ?? []).Select(AssignmentOf), cancel),
        NoCache = arguments.GetValue(NoCache),
        KeepPackageLogs = arguments.GetValue(KeepLogs),
    };

    /// <summary>
    /// The Dockerfile's path relative to the directory, whether it was given relative to that or to the current one.
    /// </summary>
    private static string PathIn(DirectoryInfo directory, string file)
    {
        var inside = Path.TrimEndingDirectorySeparator(directory.FullName) + "/";
        foreach (var path in new[] { Path.GetFullPath(file, directory.FullName), Path.GetFullPath(file) })
        {
            if (File.Exists(path) && path.StartsWith(inside, StringComparison.Ordinal))
                return path[inside.Length..];
        }
        throw new SlipwayException(
            ErrorCode.NotFound, $"there is no {file} in {directory.FullName}",
            "the Dockerfile must be in the directory that is built from");
    }

    private static Dictionary<string, string?> ArgumentsOf(IEnumerable<string> given)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var pair in given.Select(text => text.Split('=', 2)))
        {
            if (pair[0].Length == 0)
                throw new SlipwayException(ErrorCode.Usage, "one of the build arguments is not NAME=VALUE");
            if ((pair.Length > 1 ? pair[1] : Environment.GetEnvironmentVariable(pair[0])) is { } value)
                values[pair[0]] = value;
        }
        return values;
    }

    /// <summary>Invalid text may be a secret typed by mistake: it is not repeated.</summary>
    private static string AssignmentOf(string secret)
    {
        var fields = secret.Split(',').Select(field => field.Split('=', 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0]).ToDictionary(pairs => pairs.Key, pairs => pairs.Last()[1]);
        var from = fields.GetValueOrDefault("src") ?? fields.GetValueOrDefault("source");
        return (fields.GetValueOrDefault("id"), from, fields.GetValueOrDefault("env")) switch
        {
            ({ Length: > 0 } id, { } file, null) => $"{id}={file}",
            ({ Length: > 0 } id, null, { } variable) => $"{id}=env:{variable}",
            _ => throw new SlipwayException(
                ErrorCode.Usage, "one of the secrets is not id=ID,src=FILE or id=ID,env=VARIABLE"),
        };
    }
}
