using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Engine.Embedded.Files;
using Slipway.Linux.Files;

namespace Slipway.Engine.Embedded.Slots;

[JsonSerializable(typeof(Dictionary<string, int>))]
internal sealed partial class SlotNamesJson : JsonSerializerContext;

/// <summary>The names that reserve slots. They survive reboots, so that stateful gears keep their addresses.</summary>
internal sealed class SlotNames
{
    private readonly string _file;
    private readonly Dictionary<string, int> _numbers;

    public SlotNames(string runDirectory, SlotClaim claim)
    {
        _file = Path.Combine(runDirectory, "slot-names.json");
        _numbers = JsonFile.TryRead(_file, SlotNamesJson.Default.DictionaryStringInt32) ?? [];
        foreach (var (name, number) in _numbers)
            if (number < claim.First || number >= claim.End)
                _numbers.Remove(name);
    }

    public IReadOnlyCollection<int> Numbers => _numbers.Values;

    public int? NumberOf(string name) => _numbers.TryGetValue(name, out var number) ? number : null;

    public void Bind(string name, int number)
    {
        _numbers.Add(name, number);
        Save();
    }

    public void Free(string name)
    {
        if (_numbers.Remove(name))
            Save();
    }

    private void Save() => JsonFile.WriteDurably(_file, _numbers, SlotNamesJson.Default.DictionaryStringInt32);
}
