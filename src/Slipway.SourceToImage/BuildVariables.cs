using System.Globalization;
using Slipway.Build;
using Slipway.Engine.Embedded.Containers;
using Slipway.Oci;

namespace Slipway.SourceToImage;

/// <summary>The environment variables of the scripts and of the artifact.</summary>
internal static class BuildVariables
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The artifact's: those of the image and of <c>.s2i/environment</c>.</summary>
    public static EnvironmentVariables Kept(ImageConfig image, IEnumerable<KeyValuePair<string, string>> ofSource) =>
        EnvironmentVariables.Of(image.Config?.Env).SetAll(ofSource);

    /// <summary>
    /// For <c>assemble-dependencies</c>: image, source, application, build, each overriding the previous. Nothing
    /// identifies the commit, so that the result is the same for all commits.
    /// </summary>
    public static EnvironmentVariables ForDependencies(
        SourceBuild build, IEnumerable<KeyValuePair<string, string>> ofSource, ContainerUser user,
        DateTimeOffset latest) =>
        Kept(build.Builder.Config, ofSource).SetAll(build.Environment).SetAll(build.BuildEnvironment)
            .SetMissing("PATH", DefaultPath)
            .SetMissing("HOME", user.Home ?? "/")
            .SetMissing("SOURCE_DATE_EPOCH", latest.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));

    /// <summary>The same, and the origin of the source.</summary>
    public static EnvironmentVariables ForAssemble(
        SourceBuild build, IEnumerable<KeyValuePair<string, string>> ofSource,
        ContainerUser user, DateTimeOffset latest)
    {
        var origin = build.Origin ?? new BuildOrigin();
        return ForDependencies(build, ofSource, user, latest)
            .SetMissing("SLIPWAY_SOURCE_URL", origin.Url)
            .SetMissing("SLIPWAY_SOURCE_REF", origin.Ref)
            .SetMissing("SLIPWAY_SOURCE_COMMIT", origin.Commit)
            .SetMissing("SLIPWAY_SOURCE_CONTEXT_DIR", origin.ContextDirectory)
            .SetMissing("OPENSHIFT_BUILD_SOURCE", origin.Url)
            .SetMissing("OPENSHIFT_BUILD_REFERENCE", origin.Ref)
            .SetMissing("OPENSHIFT_BUILD_COMMIT", origin.Commit);
    }

    /// <summary>For <c>save-artifacts</c> of an earlier artifact: that artifact's own.</summary>
    public static EnvironmentVariables ForSaving(ImageConfig artifact, ContainerUser user) =>
        EnvironmentVariables.Of(artifact.Config?.Env)
            .SetMissing("PATH", DefaultPath).SetMissing("HOME", user.Home ?? "/");
}
