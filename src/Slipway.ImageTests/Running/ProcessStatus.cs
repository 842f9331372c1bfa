using System.Globalization;

namespace Slipway.ImageTests.Running;

/// <summary>A process by the texts of <c>/proc/*/status</c> (proc(5)), ids as those who read them see them.</summary>
/// <param name="Uids">Real, effective and saved.</param>
internal sealed record ProcessStatus(string Name, int Id, int Parent, IReadOnlyList<long> Uids)
{
    public bool IsRoot => Uids.Contains(0);

    /// <summary>Reads several texts one after another; what is not complete is passed over.</summary>
    public static IReadOnlyList<ProcessStatus> ReadAll(IEnumerable<string> lines)
    {
        var all = new List<ProcessStatus>();
        var name = "";
        var (id, parent) = (0, 0);
        foreach (var line in lines)
        {
            var fields = line.Split('\t', StringSplitOptions.RemoveEmptyEntries);
            switch (fields)
            {
                case ["Name:", var text, ..]:
                    (name, id, parent) = (text, 0, 0);
                    break;
                case ["Pid:", var text]:
                    id = (int)NumberOf(text);
                    break;
                case ["PPid:", var text]:
                    parent = (int)NumberOf(text);
                    break;
                case ["Uid:", var real, var effective, var saved, ..] when id > 0:
                    all.Add(
                        new ProcessStatus(name, id, parent, [NumberOf(real), NumberOf(effective), NumberOf(saved)]));
                    break;
            }
        }
        return all;
    }

    /// <summary>-1 when it is none.</summary>
    private static long NumberOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
