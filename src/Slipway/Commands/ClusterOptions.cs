using System.CommandLine;
using Slipway.Client;
using Slipway.Factory;
using Slipway.ImageTests.Clusters.Access;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

/// <summary>Options to run the Pods of image tests on a cluster.</summary>
internal static class ClusterOptions
{
    private const int MaxFileBytes = 256 << 10;

    private static readonly Option<FileInfo?> File =
        new("--kubeconfig")
        {
            Description = "run Pod tests on this kubeconfig's Kubernetes cluster (default: the server's engine)",
            HelpName = "FILE",
        };
    private static readonly Option<string?> Context =
        new("--context") { Description = "context of the kubeconfig (default: the current one)", HelpName = "NAME" };
    private static readonly Option<string?> Registry =
        new("--cluster-registry")
        {
            Description = "a registry from which the cluster pulls images under test", HelpName = "HOST[:PORT]",
        };
    private static readonly Option<string?> User =
        new("--cluster-username") { Description = "the user for that registry", HelpName = "USER" };
    private static readonly Option<string?> PasswordFile =
        new("--cluster-password-file")
        {
            Description = "a file with the password (default: read standard input)",
            HelpName = "FILE",
        };
    private static readonly Option<bool> PlainHttp =
        new("--cluster-plain-http")
        {
            Description = "use HTTP for that registry, or HTTPS without verifying its certificate",
        };

    public static IReadOnlyList<Option> All { get; } = [File, Context, Registry, User, PasswordFile, PlainHttp];

    /// <returns>The cluster, with the files of the kubeconfig embedded; null without --kubeconfig.</returns>
    /// <exception cref="SlipwayException">The kubeconfig cannot be used, or an option is missing.</exception>
    public static async Task<ClusterResource?> ReadAsync(CommandContext context, CancellationToken cancel)
    {
        var arguments = context.Arguments;
        if (arguments.GetValue(File) is not { } file)
        {
            return All.FirstOrDefault(option => arguments.GetResult(option) is { Implicit: false }) is not { } alone
                ? null
                : throw new SlipwayException(
                    ErrorCode.Usage, $"{alone.Name} needs a cluster", "name its kubeconfig, too: --kubeconfig FILE");
        }
        var registry = arguments.GetValue(Registry) ?? throw new SlipwayException(
            ErrorCode.Usage, "--kubeconfig needs a registry that the cluster pulls from",
            "name it: --cluster-registry HOST[:PORT]");
        var user = arguments.GetValue(User);
        if (user is null && arguments.GetValue(PasswordFile) is not null)
            throw new SlipwayException(
                ErrorCode.Usage, "--cluster-password-file needs a user", "name who logs in: --cluster-username USER");
        var access = Access(file, arguments.GetValue(Context));
        var password = user is null ? null : await SecretInput.ReadAsync(
            "password", arguments.GetValue(PasswordFile), cancel);
        return new ClusterResource(access.ToKubeconfig(), registry, user, password, arguments.GetValue(PlainHttp));
    }

    /// <summary>Paths in a kubeconfig are relative to its directory.</summary>
    private static ClusterAccess Access(FileInfo file, string? context)
    {
        if (!file.Exists)
            throw new SlipwayException(
                ErrorCode.NotFound, $"{file.FullName} does not exist", "name the kubeconfig: --kubeconfig FILE");
        try
        {
            return Kubeconfig.Read(
                Text(file.FullName, Kubeconfig.MaxFileBytes), context,
                path => Text(Path.Combine(file.DirectoryName ?? "/", path), MaxFileBytes));
        }
        catch (SlipwayException e)
        {
            throw new SlipwayException(ErrorCode.Configuration, e.Message, e.NextStep);
        }
    }

    private static string Text(string path, int maxBytes)
    {
        var length = new FileInfo(path).Length;
        return length <= maxBytes ? System.IO.File.ReadAllText(path) : throw new SlipwayException(
            ErrorCode.Configuration, $"{path} is {length} bytes long; {maxBytes} are the most",
            "name the file that is meant");
    }
}
