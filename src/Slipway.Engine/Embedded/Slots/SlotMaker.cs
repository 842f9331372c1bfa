using System.Text.Json.Serialization;
using Slipway.Engine.Embedded.Files;
using Slipway.Engine.Embedded.Networks;
using Slipway.Engine.Embedded.Roots;
using Slipway.Linux.Namespaces;

namespace Slipway.Engine.Embedded.Slots;

/// <summary>The record of a complete slot.</summary>
/// <param name="HostInterface">The host's network interface of the slot.</param>
internal sealed record SlotRecord(string HostInterface, bool HasUserNamespace);

[JsonSerializable(typeof(SlotRecord))]
internal sealed partial class SlotRecordJson : JsonSerializerContext;

/// <summary>Creates namespaces and networks of slots, finds those of an earlier process, and deletes them.</summary>
internal sealed class SlotMaker(
    string slotsDirectory, SlotPlan plan, bool userNamespaces, SlotInterface network, Firewall firewall, MountIds ids)
{
    public Slot Describe(int number) =>
        new(number, Path.Combine(slotsDirectory, $"{number}"), plan.IdsOf(number), userNamespaces,
            plan.AddressOf(number));

    /// <summary>Creates the slot unless it is complete; leftovers of a crash or a reboot are replaced.</summary>
    public async Task<Slot> CreateAsync(int number, CancellationToken cancel)
    {
        var slot = Describe(number);
        if (slot.HasUserNamespace)
            await ids.ForAsync(slot.Ids, cancel);
        if (IsWhole(slot))
            return slot;
        await DeleteAsync(number, cancel);
        Directory.CreateDirectory(slot.Directory);
        try
        {
            await NamespacePair.CreateAsync(
                slot.HasUserNamespace ? slot.Ids : null, slot.UserPin, slot.NetworkNamespace, cancel);
            var hostInterface = await network.AddAsync(slot, cancel);
            await firewall.AdmitAsync(hostInterface, cancel);
            JsonFile.Write(RecordFile(slot), new SlotRecord(hostInterface, slot.HasUserNamespace),
                SlotRecordJson.Default.SlotRecord);
        }
        catch
        {
            await DeleteAsync(number, CancellationToken.None);
            throw;
        }
        return slot;
    }

    public bool IsWhole(Slot slot) =>
        JsonFile.TryRead(RecordFile(slot), SlotRecordJson.Default.SlotRecord) is { } record
        && record.HasUserNamespace == slot.HasUserNamespace
        && NamespacePin.IsPinned(slot.NetworkNamespace)
        && (!slot.HasUserNamespace || NamespacePin.IsPinned(slot.UserPin));

    /// <summary>The host's interface of each complete slot.</summary>
    public IReadOnlyList<string> HostInterfaces(IEnumerable<int> numbers) =>
        [.. numbers.Select(Describe).Where(IsWhole)
            .Select(s => JsonFile.TryRead(RecordFile(s), SlotRecordJson.Default.SlotRecord)!.HostInterface)];

    /// <summary>Numbers of the slots with files on disk.</summary>
    public IEnumerable<int> Traces() => Directory.Exists(slotsDirectory)
        ? Directory.EnumerateDirectories(slotsDirectory)
            .Select(d => int.TryParse(Path.GetFileName(d), out var n) ? n : -1).Where(n => n >= 0)
        : [];

    public async Task DeleteAsync(int number, CancellationToken cancel)
    {
        var slot = Describe(number);
        if (!Directory.Exists(slot.Directory))
            return;
        if (JsonFile.TryRead(RecordFile(slot), SlotRecordJson.Default.SlotRecord) is { } record)
            await firewall.ForgetAsync(record.HostInterface, cancel);
        if (NamespacePin.IsPinned(slot.NetworkNamespace))
            await network.RemoveAsync(slot, cancel);
        NamespacePin.Unpin(slot.NetworkNamespace);
        NamespacePin.Unpin(slot.UserPin);
        Directory.Delete(slot.Directory, recursive: true);
    }

    private static string RecordFile(Slot slot) => Path.Combine(slot.Directory, "slot.json");
}
