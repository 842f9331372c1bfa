using Slipway.Build;
using Slipway.Build.Context;
using Slipway.Dockerfiles.Planning;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Dockerfiles.Execution;

/// <summary>The source of RUN --mount=type=bind: a copy, without ignored files, whose changes are discarded.</summary>
internal static class BindSource
{
    public static CopySource Find(SourceTree tree, MountSpec mount, int line)
    {
        if (UnixPath.Climbs(mount.Source.TrimStart('/')))
            throw new DockerfileException(
                ErrorCode.DockerfileSource,
                $"the mount's source '{Excerpt.Of(mount.Source)}' is outside what it mounts from",
                line, "Name a path inside.");
        var path = UnixPath.Join("/", mount.Source)[1..];
        return tree.Find(path) is { } file
            ? new CopySource(tree, file, RawPath.Of(path).Name)
            : throw new DockerfileException(ErrorCode.DockerfileSource,
                $"the mount's source '{Excerpt.Of(mount.Source)}' does not exist, or .dockerignore leaves it out", line,
                "Name a path that exists.");
    }

    /// <summary>Copies the source and returns the path of the copy.</summary>
    public static Task<string> CopyAsync(
        BuildSession session, MountSpec mount, int line, CancellationToken cancel) => session.WithTreeAsync(
            mount.From,
            tree =>
            {
                var source = Find(tree, mount, line);
                var path = session.Workspace.NewPath();
                Directory.CreateDirectory(path);
                using var target = DirectoryHandle.Open(path);
                var style = new CopyOptions(tree.IsContext ? Owner.Root : null, null, UnixTime.Of(session.Time),
                    session.Request.Limits.Disk, line);
                var writer = new TreeWriter(target, style, cancel);
                var name = RawPath.Of("source"u8);
                if (source.File.Stat.IsDirectory)
                    writer.CopyDirectory(source, name);
                else
                    writer.CopyFile(tree, source.File, name);
                writer.Finish();
                return Task.FromResult(Path.Combine(path, "source"));
            },
            cancel);
}
