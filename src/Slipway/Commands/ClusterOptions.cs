using System.CommandLine;
using Slipway.Client;
using Slipway.Factory;
using Slipway.ImageTests.Clusters.Access;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

/// <summary>Options that have the Pods of image tests run on a cluster.</summary>
internal static class ClusterOptions
{
    private const int MaxFileBytes = 256 << 10;

    private static readonly Option<FileInfo?> File =
        new("--kubeconfig")
        {
            Description = "run Pod tests on the cluster of this kubeconfig instead of on the server's engine",
            HelpName = "FILE",
        };
    private static readonly Option<string?> Context =
        new("--context") { Description = "another context of the kubeconfig than the current one", HelpName = "NAME" };
    private static readonly Option<string?> Registry =
        new("--cluster-registry")
        {
            Description = "a registry that the cluster pulls from, for the images under test", HelpName = "HOST[:PORT]",
        };
    private static readonly Option<string?> User =
        new("--cluster-username") { Description = "who logs in to that registry", HelpName = "USER" };
    private static readonly Option<string?> PasswordFile =
        new("--cluster-password-file")
        {
            Description = "a file that holds the password; without it it is read from standard input",
            HelpName = "FILE",
        };
    private static readonly Option<bool> PlainHttp =
        new("--cluster-plain-http")
        {
            Description = "ask that registry over HTTP, or HTTPS whose certificate nobody vouches for",
        };

    public static IReadOnlyList<Option> All { get; } = [File, Context, Registry, User, PasswordFile, PlainHttp];

    /// <returns>The cluster with all that the kubeconfig names by path; null when there is none.</returns>
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

    /// <summary>Paths in a kubeconfig go from its own directory.</summary>
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
        return length <= maxBytes ? System.IO.File.ReadAllText(path) : throw new IOException(
            $"it is {length} bytes long; {maxBytes} are the most");
    }
}
