using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Engine.Embedded.Files;
using Slipway.Linux.Files;

namespace Slipway.Engine.Embedded.Slots;

/// <summary>A range of slot numbers that belongs to one data directory.</summary>
internal sealed record SlotClaim(string DataDirectory, int First, int Count)
{
    public int End => First + Count;

    public bool Overlaps(SlotClaim other) => First < other.End && other.First < End;
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(List<SlotClaim>))]
[JsonSerializable(typeof(SlotClaim))]
internal sealed partial class SlotClaimJson : JsonSerializerContext;

/// <summary>
/// Coordinates slot numbers between the engines of a host: one locked file, in a directory that a reboot empties. Each
/// engine saves its own claim in its data directory, so that named slots keep their addresses across reboots.
/// </summary>
internal sealed class SlotClaims(string hostState, int capacity)
{
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WaitPoll = TimeSpan.FromMilliseconds(5);
    private string ClaimsFile => Path.Combine(hostState, "slots.json");

    /// <summary>The data directory's claim: the current one, else the saved one, else a new one.</summary>
    /// <exception cref="SlipwayException">No run of that length is free.</exception>
    public SlotClaim Take(string dataDirectory, int count)
    {
        var remembered = Path.Combine(dataDirectory, "run", "slots.json");
        using var held = Lock();
        var others = Read().Where(c => c.DataDirectory != dataDirectory && Directory.Exists(c.DataDirectory)).ToList();
        var claim = JsonFile.TryRead(remembered, SlotClaimJson.Default.SlotClaim) is { } had
            && had.DataDirectory == dataDirectory
            && had.Count >= count && had.End <= capacity && !others.Exists(had.Overlaps)
                ? had
                : FirstFree(others, dataDirectory, count);
        JsonFile.WriteDurably(remembered, claim, SlotClaimJson.Default.SlotClaim);
        Write([.. others, claim]);
        return claim;
    }

    /// <param name="afterLast">Undoes changes to the host when no engine is left; no engine can start
    /// meanwhile.</param>
    public void Release(string dataDirectory, Action afterLast)
    {
        if (!Directory.Exists(hostState))
            return;
        using (Lock())
        {
            Write([.. Read().Where(c => c.DataDirectory != dataDirectory && Directory.Exists(c.DataDirectory))]);
            if (Read().Count > 0)
                return;
            afterLast();
            File.Delete(ClaimsFile);
            File.Delete(ClaimsFile + ".lock");
        }
        if (!Directory.EnumerateFileSystemEntries(hostState).Any())
            Directory.Delete(hostState);
    }

    private SlotClaim FirstFree(List<SlotClaim> others, string dataDirectory, int count)
    {
        var candidates = others.Select(o => o.End).Prepend(0)
            .Order().Select(first => new SlotClaim(dataDirectory, first, count));
        return candidates.FirstOrDefault(c => c.End <= capacity && !others.Exists(c.Overlaps))
            ?? throw new SlipwayException(
                ErrorCode.EngineExhausted, $"no {count} of this host's {capacity} gear slots are free",
                "lower the number of slots, or remove engines that are not used any more with their data directories");
    }

    private List<SlotClaim> Read() => JsonFile.TryRead(ClaimsFile, SlotClaimJson.Default.ListSlotClaim) ?? [];

    private void Write(List<SlotClaim> claims) =>
        JsonFile.Write(ClaimsFile, claims, SlotClaimJson.Default.ListSlotClaim);

    /// <summary>
    /// An exclusive lock that ends with the process (flock). The file may have been removed by its last holder, so it
    /// is checked again after locking.
    /// </summary>
    private FileStream Lock()
    {
        FileStream? held = null;
        Polling.Until(() => (held = TryOpen()) is not null, WaitTimeout, WaitPoll, TimeProvider.System);
        return held ?? Open();
    }

    private FileStream? TryOpen()
    {
        try
        {
            return Open();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(hostState);
        return new FileStream(ClaimsFile + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }
}
