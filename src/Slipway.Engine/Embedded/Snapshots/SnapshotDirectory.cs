using System.Globalization;
using Slipway.Linux.Files;

namespace Slipway.Engine.Embedded.Snapshots;

/// <summary>
/// The complete snapshots on disk: <c>N/{record.json,fs/}</c>. They are created in <c>new/N</c> and appear by a rename;
/// the next start removes leftovers of a crash from <c>new</c>.
/// </summary>
internal sealed class SnapshotDirectory(EngineDirectory directory, Trash trash)
{
    private const string RecordName = "record.json";
    private readonly string _new = Path.Combine(directory.Snapshots, "new");
    private int _last;

    /// <summary>
    /// Empty directories for images with fewer layers than overlayfs requires. An overlay must not contain a directory
    /// twice.
    /// </summary>
    internal static readonly IReadOnlyList<string> Floor = ["floor/1", "floor/2"];

    internal string DirectoryPath => directory.Snapshots;

    /// <summary>
    /// Removes incomplete snapshots and returns the reliable ones; <paramref name="bootId"/> is the current boot.
    /// </summary>
    internal IReadOnlyList<Snapshot> Open(string bootId)
    {
        trash.Take(_new);
        Directory.CreateDirectory(_new);
        foreach (var floor in Floor)
            Directory.CreateDirectory(Path.Combine(directory.Snapshots, floor));
        var kept = new List<Snapshot>();
        foreach (var number in Numbers())
        {
            _last = Math.Max(_last, number);
            if (SnapshotRecord.Read(RecordPath(PathOf(number))) is { } record
                && (record.BootId is null || record.BootId == bootId))
                kept.Add(new Snapshot(number, record));
            else
                trash.Take(PathOf(number));
        }
        DurableFile.SyncDirectory(directory.Snapshots);
        return kept;
    }

    /// <summary>Begins a snapshot: <c>new/N</c> with an empty <c>fs</c>, which may be replaced by a rename.</summary>
    internal (int Number, string Path) Begin()
    {
        var number = Interlocked.Increment(ref _last);
        var path = Path.Combine(_new, number.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(Path.Combine(path, "fs"));
        return (number, path);
    }

    /// <summary>Publishes a snapshot. Its name is durable, its files not yet: the record says so.</summary>
    internal Snapshot Publish(int number, SnapshotRecord record)
    {
        var made = Path.Combine(_new, number.ToString(CultureInfo.InvariantCulture));
        SetRootMetadata(Path.Combine(made, "fs"));
        record.Write(RecordPath(made));
        Directory.Move(made, PathOf(number));
        DurableFile.SyncDirectory(directory.Snapshots);
        return new Snapshot(number, record);
    }

    internal void Abandon(int number) => trash.Take(Path.Combine(_new, number.ToString(CultureInfo.InvariantCulture)));

    internal void Remove(Snapshot snapshot) => trash.Take(PathOf(snapshot.Number));

    /// <summary>Records that a snapshot's files are on disk.</summary>
    internal Snapshot MarkSynced(Snapshot snapshot)
    {
        var synced = snapshot with { Record = snapshot.Record with { BootId = null } };
        synced.Record.Write(RecordPath(PathOf(snapshot.Number)));
        return synced;
    }

    /// <summary>
    /// The root directory's metadata is not part of a layer: it is the same in all snapshots, built or unpacked.
    /// </summary>
    private static void SetRootMetadata(string files)
    {
        using var root = DirectoryHandle.Open(files);
        root.SetOwner(RawPath.Empty, 0, 0);
        root.SetMode(RawPath.Empty, FileModes.AllExecute);
        root.SetTimes(RawPath.Empty, default);
    }

    private IEnumerable<int> Numbers() =>
        from path in Directory.EnumerateDirectories(directory.Snapshots)
        let name = Path.GetFileName(path)
        where int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        select int.Parse(name, CultureInfo.InvariantCulture);

    private string PathOf(int number) =>
        Path.Combine(directory.Snapshots, number.ToString(CultureInfo.InvariantCulture));

    private static string RecordPath(string snapshot) => Path.Combine(snapshot, RecordName);
}
