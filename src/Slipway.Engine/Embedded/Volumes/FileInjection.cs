using Slipway.Engine.Gears;
using Slipway.Linux.Files;

namespace Slipway.Engine.Embedded.Volumes;

/// <summary>Writes the files injected into a gear, owned by its user.</summary>
internal static class FileInjection
{

    /// <param name="owner">Ids of the host.</param>
    public static void Write(InjectedFiles files, string target, (uint Uid, uint Gid) owner)
    {
        if (files.IsSingle)
        {
            WriteFile(files.Files[0], target, owner);
            return;
        }
        MakeDirectory(target, owner);
        foreach (var file in files.Files)
        {
            var path = target;
            foreach (var part in file.Name.Split('/')[..^1])
                MakeDirectory(path = Path.Combine(path, part), owner);
            WriteFile(file, Path.Combine(target, file.Name), owner);
        }
    }

    private static void MakeDirectory(string path, (uint Uid, uint Gid) owner)
    {
        if (Directory.Exists(path))
            return;
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, UnixFileModes.AllExecute);
        Ownership.Change(path, owner.Uid, owner.Gid);
    }

    /// <summary>Created without permissions for others, because it may contain a secret.</summary>
    private static void WriteFile(InjectedFile file, string path, (uint Uid, uint Gid) owner)
    {
        using var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileModes.OwnerReadWrite,
        });
        stream.Write(file.Content.Span);
        Ownership.Change(path, owner.Uid, owner.Gid);
        File.SetUnixFileMode(stream.SafeFileHandle, (UnixFileMode)(file.Mode & FileModes.All));
    }
}
