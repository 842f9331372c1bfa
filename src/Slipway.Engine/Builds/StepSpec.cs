using Slipway.Engine.Embedded;
using Slipway.Engine.Embedded.Containers;
using Slipway.Engine.Embedded.Slots;
using Slipway.Linux;
using Slipway.Linux.Files;

namespace Slipway.Engine.Builds;

/// <summary>Creates the container specification of a step.</summary>
internal static class StepSpec
{
    private const int MaxPasswdFileBytes = 1 << 20;
    private const string DefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <exception cref="SlipwayException">The root has no such user.</exception>
    internal static RuntimeSpec Of(
        BuildStep step, EngineHost host, BuildRootPaths paths, Slot slot, string container,
        IReadOnlyList<SpecMount> mounts)
    {
        using var root = DirectoryHandle.Open(paths.Root);
        return new RuntimeSpec
        {
            Root = paths.Root,
            Command = step.Command.Count > 0 ? step.Command : throw new SlipwayException(
                ErrorCode.EngineInvalidSpec, "a build step has no command"),
            Environment = step.Environment.Any(one => one.StartsWith("PATH=", StringComparison.Ordinal))
                ? step.Environment
                : [DefaultPath, .. step.Environment],
            WorkingDirectory = step.WorkingDirectory,
            User = UserLookup.Resolve(step.User, ReadAccounts(root, "etc/passwd"), ReadAccounts(root, "etc/group")),
            Capabilities = Capabilities.Build,
            Hostname = "build",
            Slot = slot,
            Network = step.Network,
            Mounts = mounts,
            Limits = step.Limits,
            CgroupPath = host.BuildCgroup(container),
            Seccomp = host.Seccomp?.For(Capabilities.Build),
        };
    }

    /// <summary>The image's own file: it may be missing, not regular, or endless.</summary>
    private static string? ReadAccounts(DirectoryHandle root, string path)
    {
        try
        {
            using var file = root.OpenFile(
                RawPath.Of(path), OpenFlags.ReadOnly | OpenFlags.NonBlocking, 0, Resolve.InRoot);
            if (!file.Stat().IsRegular)
                return null;
            var buffer = new byte[MaxPasswdFileBytes];
            var length = 0;
            for (int read; length < buffer.Length && (read = file.ReadSome(buffer.AsSpan(length))) > 0;)
                length += read;
            return System.Text.Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (LinuxException)
        {
            return null;
        }
    }
}
