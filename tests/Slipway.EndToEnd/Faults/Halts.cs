using Slipway.EndToEnd.Installations;

namespace Slipway.EndToEnd.Faults;

/// <summary>
/// Servers whose operations stand still at every point that none stood at before; see HaltList in the platform.
/// </summary>
internal sealed class Halts(Installation installation)
{
    private const int Together = 32;
    private readonly string _file = Path.Combine(installation.Scratch("halts-" + Guid.NewGuid().ToString("N")), "list");
    private int _known;

    /// <summary>Where operations stood: id, kind and point.</summary>
    public IReadOnlyList<(string Operation, string Kind, string Point)> All =>
        [.. Lines().Select(line => line.Split(' ', 3)).Select(part => (part[0], part[1], part[2]))];

    public async Task StartServerAsync()
    {
        _known = Lines().Count;
        await Servers.StartByHandAsync(installation, "SLIPWAY_HALTS", _file, "--parallel", $"{Together}");
    }

    /// <summary>Whether an operation stands still in the server that was started last.</summary>
    public bool Stands(string operation) => All.Skip(_known).Any(halt => halt.Operation == operation);

    // The last line may be half-written.
    private List<string> Lines() => !File.Exists(_file) ? [] : File.ReadAllText(_file) is var text
        && text.LastIndexOf('\n') is var end && end < 0 ? [] : [.. text[..end].Split('\n')];
}
