using Slipway.Build.Cache;
using Slipway.Build.Context;
using Slipway.Dockerfiles.Planning;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Dockerfiles.Execution;

/// <summary>
/// The cache key of a step: the layers below it, the instruction with expanded variables, and the content of files that
/// it copies or mounts. File times, the path of the context, cache mounts and values of secrets are not part of it.
/// </summary>
internal static class StepKeys
{
    /// <summary>Increased when the same instruction makes a different layer.</summary>
    private const string Format = "slipway dockerfile step 2";

    public static Digest OfWorkdir(BuildSession session, LayerChain below, WorkdirStep step)
    {
        using var key = Begin(session, below, "WORKDIR");
        return key.Add(step.Path).Seal();
    }

    public static Digest OfCopy(BuildSession session, LayerChain below, CopyStep step, Digest content)
    {
        using var key = Begin(session, below, step.Keyword);
        key.Add(content).Add((step.UnpackLocal ? 1 : 0) | (step.UnpackRemote ? 2 : 0))
            .Add(step.From is FileOrigin.Context ? "context" : "image").Add(step.Destination)
            .Add(step.Chown).Add(step.Chmod?.Text);
        foreach (var document in step.Heredocs)
            key.Add(document.Name).Add(document.Content);
        return key.Seal();
    }

    public static async Task<Digest> OfRunAsync(
        BuildSession session, LayerChain below, RunStep step, CancellationToken cancel)
    {
        using var key = Begin(session, below, "RUN");
        key.Add(session.Request.KeepPackageLogs ? 1 : 0);
        key.Add(step.Command).Add(step.Script).Add(step.KeyEnvironment).Add(step.User)
            .Add(step.WorkingDirectory).Add(step.Network ? 1 : 0);
        foreach (var mount in step.Mounts)
        {
            key.Add((int)mount.Kind).Add(mount.Target).Add(mount.Id).Add(mount.ReadOnly ? 1 : 0)
                .Add(mount.Variable).Add(mount.Mode).Add(mount.Uid).Add(mount.Gid);
            if (mount.Kind == MountKind.Bind)
                key.Add(await ContentOfAsync(session, mount, step.Line, cancel));
        }
        if (session.Request.OutsideState is { } state)
            key.Add(state);
        return key.Seal();
    }

    private static CacheKey Begin(BuildSession session, LayerChain below, string instruction) =>
        new CacheKey(Format).Add(below.Id).Add(session.Time.ToUnixTimeSeconds()).Add(instruction);

    private static Task<Digest> ContentOfAsync(
        BuildSession session, MountSpec mount, int line, CancellationToken cancel) => session.WithTreeAsync(
            mount.From,
            tree => Task.FromResult(CopySource.DigestOf([BindSource.Find(tree, mount, line)], [], cancel)), cancel);
}
