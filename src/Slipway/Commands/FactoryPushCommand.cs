using System.CommandLine;
using System.Net.Http.Json;
using Slipway.Client;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

/// <summary>Pushes published images to another registry.</summary>
internal static class FactoryPushCommand
{
    private static readonly Argument<string> Registry = new("REGISTRY") { Description = "HOST or HOST:PORT" };
    private static readonly Option<string?> Tree =
        new("--tree") { Description = "only images of this tree", HelpName = "NAME" };
    private static readonly Option<string?> Image =
        new("--image") { Description = "only images of this name", HelpName = "IMAGE" };
    private static readonly Option<int?> Change =
        new("--change") { Description = "push the images of this change instead of releases", HelpName = "CHANGE" };
    private static readonly Option<string?> User =
        new("--username") { Description = "the user for the registry", HelpName = "USER" };
    private static readonly Option<string?> PasswordFile =
        new("--password-file")
        {
            Description = "a file with the password (default: read standard input)",
            HelpName = "FILE",
        };
    private static readonly Option<bool> PlainHttp =
        new("--plain-http") { Description = "use HTTP, or HTTPS without verifying the certificate" };

    public static Command Create() =>
        Verb.Of("push", "Pushes published images to another registry, under the same names",
            [Registry, Tree, Image, Change, User, PasswordFile, PlainHttp], async (context, cancel) =>
        {
            var arguments = context.Arguments;
            var user = arguments.GetValue(User);
            var password = user is null ? null : await SecretInput.ReadAsync(
                "password", arguments.GetValue(PasswordFile), cancel);
            var push = new NewPush(arguments.GetRequiredValue(Registry), arguments.GetValue(Tree),
                arguments.GetValue(Image), arguments.GetValue(Change),
                user, password, arguments.GetValue(PlainHttp));
            using var content = JsonContent.Create(push, ApiJson.Default.NewPush);
            var ended = await context.Api.FollowAsync("factory/pushes", content, cancel);
            context.Output.Line(ended.Result ?? "done");
            return ExitCode.Success;
        });
}
