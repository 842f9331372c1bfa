using Slipway.Engine;
using Slipway.Engine.Gears;

namespace Slipway.Platform.Gears;

/// <summary>What a gear said last; the reader's first clue when it does not live.</summary>
internal static class GearLogTail
{
    private const int Lines = 10;
    private const int MaxLineLength = 300;

    public static async Task<IReadOnlyList<string>> LastLinesAsync(
        IGearEngine engine, string gear, CancellationToken cancel)
    {
        var lines = new List<string>();
        try
        {
            await foreach (var line in engine.LogsAsync(gear, Lines, follow: false, cancel))
                lines.Add(line.Text.Length <= MaxLineLength ? line.Text : line.Text[..MaxLineLength] + "…");
        }
        catch (SlipwayException e) when (e.Code.IsEngine)
        {
            // Without a log there are no last lines.
        }
        return lines;
    }
}
