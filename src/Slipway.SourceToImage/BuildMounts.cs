using Slipway.Engine.Builds;
using Slipway.Engine.Embedded.Containers;
using Slipway.Linux.Files;

namespace Slipway.SourceToImage;

/// <summary>The mounts of the scripts, and the paths that layers must exclude because of them.</summary>
internal static class BuildMounts
{
    private const string SecretsDirectory = "/run/secrets";

    /// <summary>Scripts from outside the image, mounted read-only, so that no script changes another.</summary>
    public static IEnumerable<BuildMount> Scripts(ScriptSet scripts, string directory) =>
        scripts.AnyExternal ? [new BuildMount.Bind(directory, ScriptSet.Directory, ReadOnly: true)] : [];

    public static BuildMount Source(BuilderLabels labels, string directory) =>
        new BuildMount.Bind(directory, labels.Destination + "/src", ReadOnly: false);

    /// <summary>Files in memory that only the scripts' user can read.</summary>
    public static IEnumerable<BuildMount> Secrets(SourceBuild build, ContainerUser user) =>
        build.Secrets.Select(secret => new BuildMount.Secret(
            $"{SecretsDirectory}/{secret.Key}", secret.Value, (int)user.Uid, (int)user.Gid, FileModes.OwnerRead));

    /// <summary>Mount points and leftovers, as paths of a layer.</summary>
    public static IReadOnlyList<string> Excluded(BuilderLabels labels, bool withScripts)
    {
        var destination = labels.Destination.Trim('/');
        List<string> paths =
            [$"{destination}/src", $"{destination}/artifacts", $"{destination}/scripts", $"{destination}/.s2i",
                "tmp/.s2i", SecretsDirectory.Trim('/')];
        if (!withScripts)
            paths.Add(ScriptSet.Directory.Trim('/'));
        return [.. paths.Distinct()];
    }
}
