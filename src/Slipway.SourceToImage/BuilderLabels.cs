using Slipway.Build;
using Slipway.Oci;

namespace Slipway.SourceToImage;

/// <summary>
/// Labels and environment of a builder image that configure builds: current names first, then those of older images.
/// </summary>
internal sealed record BuilderLabels
{
    /// <summary>The directory for source and artifacts.</summary>
    public required string Destination { get; init; }

    /// <summary>The directory of the image's scripts.</summary>
    public string? ScriptsDirectory { get; init; }

    /// <summary>The user of the scripts; empty is root.</summary>
    public required string AssembleUser { get; init; }

    public string? BinaryPath { get; init; }

    /// <exception cref="SourceBuildException">A label says what cannot be done.</exception>
    public static BuilderLabels Of(ContainerConfig? config)
    {
        var labels = config?.Labels ?? [];
        var environment = EnvironmentVariables.Of(config?.Env);
        string? First(string?[] values) => values.FirstOrDefault(value => !string.IsNullOrEmpty(value));
        return new BuilderLabels
        {
            Destination = Destined(
                First([labels.GetValueOrDefault("io.openshift.s2i.destination"),
                    labels.GetValueOrDefault("io.s2i.destination"), environment.Find("STI_LOCATION")]) ?? "/tmp"),
            ScriptsDirectory = DirectoryOf(
                First([labels.GetValueOrDefault("io.openshift.s2i.scripts-url"),
                    labels.GetValueOrDefault("io.s2i.scripts-url"), environment.Find("STI_SCRIPTS_URL")])),
            AssembleUser = First([labels.GetValueOrDefault("io.openshift.s2i.assemble-user"), config?.User]) ?? "",
            BinaryPath = First([labels.GetValueOrDefault("io.slipway.binary-path")]),
        };
    }

    private static string Destined(string path) => IsDirectory(path) && path != "/"
        ? path.TrimEnd('/')
        : throw Refused(
            $"the builder image's label io.openshift.s2i.destination is '{Excerpt.Of(path)}', no absolute directory",
            "correct the label in the image");

    private static string? DirectoryOf(string? url)
    {
        const string Image = "image://";
        if (url is null)
            return null;
        if (!url.StartsWith(Image, StringComparison.Ordinal))
            throw Refused($"the builder image's label io.openshift.s2i.scripts-url is '{Excerpt.Of(url)}'; " +
                "scripts are not fetched from elsewhere",
                "put the scripts into the image and name them as image:///directory, or beside it in a cartridge");
        return IsDirectory(url[Image.Length..]) ? url[Image.Length..].TrimEnd('/')
            : throw Refused(
                $"the builder image's label io.openshift.s2i.scripts-url is '{Excerpt.Of(url)}', no absolute directory",
                "write image:///directory");
    }

    internal static bool IsDirectory(string path) =>
        path.Length is > 0 and <= 1024 && path[0] == '/' && !path.Any(char.IsControl)
            && path.Split('/').All(part => part is not ("." or ".."));

    private static SourceBuildException Refused(string message, string nextStep) =>
        new(SourcePhase.Prepare, message, nextStep);
}
