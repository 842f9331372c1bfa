using Slipway.Build.Context;
using Slipway.Dockerfiles.Planning;
using Slipway.Linux;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Dockerfiles.Execution;

/// <summary>Executes COPY, ADD and WORKDIR on a root's tree.</summary>
internal static class CopyExecution
{
    /// <summary>
    /// The history's name for copied content: <c>file:…</c>, <c>dir:…</c>, <c>multi:…</c>, or the URL of the only
    /// source.
    /// </summary>
    public static string NoteOf(
        IReadOnlyList<CopySource> sources, IReadOnlyList<RemoteSource> elsewhere, CopyStep step, Digest content) =>
        (sources.Count + elsewhere.Count + step.Heredocs.Length, sources, elsewhere) switch
    {
        (1, _, [var only]) => only.Note,
        (1, [{ File.Stat.IsDirectory: true }], _) => $"dir:{content.Hex}",
        (1, _, _) => $"file:{content.Hex}",
        _ => $"multi:{content.Hex}",
    };

    public static void Copy(
        BuildSession session, IReadOnlyList<CopySource> sources, IReadOnlyList<CopySource> elsewhere,
        CopyStep step, string rootPath,
        CancellationToken cancel) =>
        Reported(step.Line, () =>
        {
            using var root = DirectoryHandle.Open(rootPath);
            var keepsOwners = step.From is not FileOrigin.Context;
            var owner = step.Chown is { } chown ? Owner.Parse(chown, root, step.Line)
                : keepsOwners ? (Owner?)null : Owner.Root;
            var style = new CopyOptions(
                owner, step.Chmod, UnixTime.Of(session.Time), session.Request.Limits.Disk, step.Line);
            var writer = new TreeWriter(root, style, cancel);
            // A directory whose content is excluded completely is still created.
            if (step.Destination.EndsWith('/') && sources.Count + elsewhere.Count == 0)
                writer.MakeDirectories(writer.Resolve(step.Destination), Owner.Root);
            foreach (var source in sources)
                CopyOne(source, step, step.UnpackLocal, root, writer, style, cancel);
            foreach (var source in elsewhere)
                CopyOne(source, step, step.UnpackRemote, root, writer, style, cancel);
            foreach (var document in step.Heredocs)
                writer.WriteFile(document.Content, TargetOf(RawPath.Of(document.Name), step, writer));
            writer.Finish();
        });

    public static void MakeWorkdir(BuildSession session, WorkdirStep step, string rootPath, CancellationToken cancel) =>
        Reported(step.Line, () =>
        {
            using var root = DirectoryHandle.Open(rootPath);
            var writer = new TreeWriter(
                root, new CopyOptions(null, null, UnixTime.Of(session.Time), null, step.Line), cancel);
            writer.MakeDirectories(writer.Resolve(step.Path), Owner.Root);
            writer.Finish();
        });

    private static void CopyOne(
        CopySource source, CopyStep step, bool unpack, DirectoryHandle root, TreeWriter writer, CopyOptions style,
        CancellationToken cancel)
    {
        var destination = writer.Resolve(step.Destination);
        if (source.File.Stat.IsDirectory)
        {
            writer.CopyDirectory(source, destination);
        }
        else if (unpack && LocalArchive.IsArchive(source.Tree, source.File, step.Line))
        {
            writer.MakeDirectories(destination, Owner.Root);
            using var target = root.OpenDirectory(destination);
            using var archive = LocalArchive.Open(source.Tree, source.File, step.Line);
            new ArchiveExtraction(target, style, cancel).Extract(archive.Content);
        }
        else
        {
            writer.CopyFile(source.Tree, source.File, TargetOf(source.Name, step, writer));
        }
    }

    private static RawPath TargetOf(RawPath name, CopyStep step, TreeWriter writer)
    {
        var destination = writer.Resolve(step.Destination);
        return step.Destination.EndsWith('/') || writer.IsDirectory(destination)
            ? destination.Combine(name)
            : destination;
    }

    private static void Reported(int line, Action action)
    {
        try
        {
            action();
        }
        catch (LinuxException e)
        {
            var (cause, next) = e.Errno switch
            {
                Errno.NoSpace or Errno.QuotaExceeded =>
                    ("the disk is full", "Free space on this machine, or copy less."),
                Errno.NameTooLong =>
                    ("a path becomes longer than 4095 bytes, or a name longer than 255", "Copy to a shorter path."),
                _ => ($"the files cannot be copied: {e.Message}",
                    "Nothing may change the build context while it is built."),
            };
            throw new DockerfileException(ErrorCode.DockerfileStep, cause, line, next, e);
        }
    }
}
