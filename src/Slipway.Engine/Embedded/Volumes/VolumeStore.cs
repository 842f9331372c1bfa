using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Engine.Embedded.Containers;
using Slipway.Engine.Embedded.Files;
using Slipway.Engine.Embedded.Limits;
using Slipway.Engine.Embedded.Roots;
using Slipway.Engine.Embedded.Slots;
using Slipway.Engine.Gears;
using Slipway.Linux.Files;
using Slipway.Linux.Mounts;

namespace Slipway.Engine.Embedded.Volumes;

/// <param name="Size">Bytes; null for no limit.</param>
internal sealed record VolumeRecord(long? Size);

[JsonSerializable(typeof(VolumeRecord))]
internal sealed partial class VolumeJson : JsonSerializerContext;

/// <summary>
/// The volumes in <c>DIR/volumes</c>. Their files hold container ids; a gear sees them through an id-mapped mount, so a
/// successor with another range sees the same owners.
/// </summary>
internal sealed class VolumeStore(string volumes, string mounts, MappedBind binds, Trash trash)
{
    private const string RecordName = "volume.json";

    public async Task CreateAsync(string name, long? size, CancellationToken cancel)
    {
        var path = PathOf(name);
        if (Find(name) is { } existing)
        {
            if (existing.Size != size)
                throw new SlipwayException(ErrorCode.EngineConflict, $"volume '{name}' exists with another size");
            return;
        }
        Directory.CreateDirectory(path);
        if (size is { } bytes)
            await DiskImage.CreateAsync(ImageOf(name), bytes, journal: true, cancel);
        else
            Directory.CreateDirectory(Path.Combine(path, "data"));
        JsonFile.WriteDurably(Path.Combine(path, RecordName), new VolumeRecord(size), VolumeJson.Default.VolumeRecord);
        DurableFile.SyncDirectory(volumes);
    }

    /// <summary>The complete volumes.</summary>
    public IReadOnlyList<string> List() =>
        [.. Directory.EnumerateDirectories(volumes).Select(d => Path.GetFileName(d))
            .Where(n => Find(n) is not null).Order(StringComparer.Ordinal)];

    public void Remove(string name)
    {
        if (!Directory.Exists(PathOf(name)))
            return;
        DiskImage.Unmount(MountOf(name));
        File.Delete(Path.Combine(PathOf(name), RecordName));
        trash.Take(PathOf(name));
    }

    /// <summary>Mounts a volume for a slot's range. An empty volume becomes owned by its user.</summary>
    /// <exception cref="SlipwayException">There is no such volume.</exception>
    public async Task AttachAsync(
        VolumeMount volume, string target, Slot slot, ContainerUser user, CancellationToken cancel)
    {
        var record = Find(volume.Volume) ?? throw new SlipwayException(
            ErrorCode.EngineNotFound, $"there is no volume '{volume.Volume}'", "create it first");
        var data = Path.Combine(PathOf(volume.Volume), "data");
        if (record.Size is not null)
        {
            await DiskImage.MountAsync(ImageOf(volume.Volume), MountOf(volume.Volume), cancel);
            data = Path.Combine(MountOf(volume.Volume), "data");
            Directory.CreateDirectory(data);
        }
        if (!user.IsRoot && !Directory.EnumerateFileSystemEntries(data).Any())
            Ownership.Change(data, user.Uid, user.Gid);
        await binds.AttachAsync(data, target, slot.HasUserNamespace ? slot.Ids : null,
            volume.ReadOnly ? MountFlags.ReadOnly : MountFlags.None, cancel);
    }

    /// <summary>Undoes <see cref="AttachAsync"/>.</summary>
    public void Detach(VolumeMount volume, string target)
    {
        Mount.Unmount(target, detach: true);
        DiskImage.Unmount(MountOf(volume.Volume));
    }

    private VolumeRecord? Find(string name) =>
        JsonFile.TryRead(Path.Combine(PathOf(name), RecordName), VolumeJson.Default.VolumeRecord);

    private string PathOf(string name) => Path.Combine(volumes, name);

    private string ImageOf(string name) => Path.Combine(PathOf(name), "disk.img");

    private string MountOf(string name) => Path.Combine(mounts, name);
}
