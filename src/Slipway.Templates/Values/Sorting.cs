using Slipway.Templates.Rendering;

namespace Slipway.Templates.Values;

/// <summary>Python's <c>sorted()</c>: stable, and by <c>&lt;</c> alone.</summary>
internal static class Sorting
{
    public static List<object?> Sort(
        IReadOnlyList<object?> items, Func<object?, object?> key, bool reverse, Budget budget)
    {
        var keyed = items.Select(item => (Key: key(item), Item: item)).ToArray();
        // As Python does: equal items keep their order backwards, too.
        if (reverse)
            Array.Reverse(keyed);
        Merge(keyed, budget);
        if (reverse)
            Array.Reverse(keyed);
        return [.. keyed.Select(entry => entry.Item)];
    }

    private static void Merge((object? Key, object? Item)[] items, Budget budget)
    {
        var (from, to) = (items, new (object? Key, object? Item)[items.Length]);
        for (var width = 1; width < items.Length; width *= 2)
        {
            budget.Charge(items.Length);
            for (var start = 0; start < items.Length; start += 2 * width)
                Merge(from, to, start, Math.Min(start + width, items.Length),
                    Math.Min(start + 2 * width, items.Length), budget);
            (from, to) = (to, from);
        }
        if (!ReferenceEquals(from, items))
            from.CopyTo(items, 0);
    }

    private static void Merge(
        (object? Key, object? Item)[] from, (object? Key, object? Item)[] to, int start,
        int middle, int end, Budget budget)
    {
        var (left, right) = (start, middle);
        for (var i = start; i < end; i++)
        {
            if (left < middle && (right >= end || !Comparison.IsLess(from[right].Key, from[left].Key, budget)))
                to[i] = from[left++];
            else
                to[i] = from[right++];
        }
    }
}
