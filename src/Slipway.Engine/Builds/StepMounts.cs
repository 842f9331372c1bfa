using System.Text;
using Slipway.Engine.Embedded.Containers;
using Slipway.Engine.Embedded.Slots;
using Slipway.Linux.Files;
using Slipway.Linux.Mounts;
using Slipway.Linux.Namespaces;

namespace Slipway.Engine.Builds;

/// <summary>
/// The mounts of a step: the caller's, files for the network, and those of every container. All are removed afterwards.
/// </summary>
internal sealed class StepMounts(BuildServices services, BuildRootPaths paths, Slot slot) : IDisposable
{
    private const long SecretOverhead = 8192;

    /// <summary>Directories that the runtime mounts over.</summary>
    private static readonly string[] Standard = ["/proc", "/sys", "/dev"];

    private readonly List<string> _mounted = [];

    private IdRange? Range => slot.HasUserNamespace ? slot.Ids : null;

    /// <summary>Creates the mounts and their mount points in the mounted root.</summary>
    internal async Task<IReadOnlyList<SpecMount>> PrepareAsync(
        BuildStep step, MountPoints points, CancellationToken cancel)
    {
        Directory.CreateDirectory(paths.Mounts);
        using var root = DirectoryHandle.Open(paths.Root);
        foreach (var directory in Standard)
            points.Make(root, directory, isDirectory: true);
        var mounts = new List<SpecMount>();
        foreach (var (source, isReadOnly, target) in NetworkFiles(step))
            mounts.Add(new SpecMount(source, points.Make(root, target, isDirectory: false), isReadOnly));
        foreach (var mount in step.Mounts.Where(mount => mount is not BuildMount.Secret))
            mounts.Add(await PrepareAsync(mount, root, points, $"{mounts.Count}", cancel));
        mounts.AddRange(PrepareSecrets([.. step.Mounts.OfType<BuildMount.Secret>()], root, points));
        return mounts;
    }

    public void Dispose()
    {
        foreach (var target in _mounted.AsEnumerable().Reverse())
            Mount.Unmount(target, detach: true);
        _mounted.Clear();
        foreach (var directory in new[] { paths.Mounts, paths.Secrets }.Where(Directory.Exists))
            Directory.Delete(directory, recursive: true);
    }

    private async Task<SpecMount> PrepareAsync(
        BuildMount mount, DirectoryHandle root, MountPoints points, string name, CancellationToken cancel)
    {
        var place = Path.Combine(paths.Mounts, name);
        switch (mount)
        {
            case BuildMount.Bind bind:
                if (!Path.Exists(bind.Source))
                    throw new SlipwayException(
                        ErrorCode.EngineInvalidSpec,
                        $"'{bind.Source}', to be mounted at '{bind.Target}', does not exist");
                await services.Host.Binds.AttachAsync(
                    bind.Source, place, Range, bind.ReadOnly ? MountFlags.ReadOnly : MountFlags.None, cancel);
                _mounted.Add(place);
                return new SpecMount(place, points.Make(root, bind.Target, Directory.Exists(place)), bind.ReadOnly);
            case BuildMount.Memory memory:
                Directory.CreateDirectory(place);
                Mount.Memory(
                    "slipway", place, memory.Size, FileModes.Sticky,
                    MountFlags.NoDevices | MountFlags.NoSetUid, OnHost(0));
                _mounted.Add(place);
                return new SpecMount(place, points.Make(root, memory.Target, isDirectory: true), ReadOnly: false);
            default:
                throw new SlipwayException(
                    ErrorCode.EngineInvalidSpec, $"a mount of kind {mount.GetType().Name} is not known");
        }
    }

    /// <summary>
    /// Secrets exist in memory only. tmpfs cannot be id-mapped before kernel 6.3, so their owner is the host's id of
    /// the user.
    /// </summary>
    private IEnumerable<SpecMount> PrepareSecrets(
        List<BuildMount.Secret> secrets, DirectoryHandle root, MountPoints points)
    {
        if (secrets.Count == 0)
            yield break;
        Directory.CreateDirectory(paths.Secrets);
        var size = secrets.Sum(secret => secret.Content.Length + SecretOverhead);
        Mount.Memory("slipway", paths.Secrets, size, FileModes.AllTraverse, MountFlags.NoDevices | MountFlags.NoSetUid);
        _mounted.Add(paths.Secrets);
        using var directory = DirectoryHandle.Open(paths.Secrets);
        for (var number = 0; number < secrets.Count; number++)
        {
            var secret = secrets[number];
            var name = RawPath.Of($"{number}");
            using (var file = directory.OpenFile(
                name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, FileModes.OwnerReadWrite))
                file.WriteAll(secret.Content.Span);
            directory.SetOwner(name, OnHost((uint)secret.Uid), OnHost((uint)secret.Gid));
            directory.SetMode(name, secret.Mode & FileModes.All);
            yield return new SpecMount(Path.Combine(paths.Secrets, $"{number}"),
                points.Make(root, secret.Target, isDirectory: false), ReadOnly: true);
        }
    }

    /// <summary>
    /// Networked steps get the host's DNS resolvers and CA certificates; the image's own files stay unchanged.
    /// </summary>
    private IEnumerable<(string Source, bool ReadOnly, string Target)> NetworkFiles(BuildStep step)
    {
        if (!step.Network)
            yield break;
        var files = new List<(string Target, byte[] Content)>
        {
            ("/etc/resolv.conf", Encoding.UTF8.GetBytes(services.Host.ResolverFile)),
            ("/etc/hosts", "127.0.0.1\tlocalhost\n::1\tlocalhost\n"u8.ToArray()),
        };
        if (services.Trust is { } trust)
            files.Add((BuildTrust.Target, trust.Read()));
        foreach (var (target, content) in files.Where(file => step.Mounts.All(mount => mount.Target != file.Target)))
        {
            var file = Path.Combine(paths.Mounts, Path.GetFileName(target));
            File.WriteAllBytes(file, content);
            File.SetUnixFileMode(file, UnixFileModes.AllRead);
            yield return (file, true, target);
        }
    }

    private uint OnHost(uint id) => Range is { } range ? range.OnHost(id) : id;
}
