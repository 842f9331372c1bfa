using Slipway.Engine.Builds;
using Slipway.Engine.Embedded.Containers;

namespace Slipway.SourceToImage;

/// <summary>What the scripts see that is no part of the layers, and what of it must be left out of them.</summary>
internal static class BuildMounts
{
    private const string SecretsDirectory = "/run/secrets";

    /// <summary>The scripts from outside the image; read-only, so that no script changes another.</summary>
    public static IEnumerable<BuildMount> Scripts(ScriptSet scripts, string directory) =>
        scripts.AnyExternal ? [new BuildMount.Bind(directory, ScriptSet.Directory, ReadOnly: true)] : [];

    public static BuildMount Source(BuilderLabels labels, string directory) =>
        new BuildMount.Bind(directory, labels.Destination + "/src", ReadOnly: false);

    /// <summary>Memory files that only the scripts' user reads.</summary>
    public static IEnumerable<BuildMount> Secrets(SourceBuild build, ContainerUser user) =>
        build.Secrets.Select(secret => new BuildMount.Secret(
            $"{SecretsDirectory}/{secret.Key}", secret.Value, (int)user.Uid, (int)user.Gid, 0x100));

    /// <summary>Mount points and leftovers, as a layer names them.</summary>
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
