using Slipway.Templates.Rendering;

namespace Slipway.Templates.Values;

/// <summary>Python's <c>in</c>.</summary>
internal static class Containment
{
    public static bool In(object? container, object? item, Budget budget)
    {
        if (container is string text)
            return InText(text, item);
        if (container is not PythonObject other)
            throw Errors.Type($"argument of type '{TypeNames.Of(container)}' is not iterable");
        if (other.Contains(item, budget) is { } answer)
            return answer;
        if (other.Iterate() is not { } each)
            throw Errors.Type($"argument of type '{TypeNames.Of(container)}' is not iterable");
        while (each.MoveNext())
        {
            budget.Turn();
            if (Comparison.AreSameOrEqual(each.Current, item, budget))
                return true;
        }
        return false;
    }

    public static bool InText(string text, object? item) => Text.TryGet(item, out var part)
        ? text.Contains(part, StringComparison.Ordinal)
        : throw Errors.Type($"'in <string>' requires string as left operand, not {TypeNames.Of(item)}");

    public static bool InItems(IReadOnlyList<object?> items, object? item, Budget budget)
    {
        budget.Charge(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            if (Comparison.AreSameOrEqual(items[i], item, budget))
                return true;
        }
        return false;
    }
}
