using Slipway.Templates.Values;

namespace Slipway.Templates.Filters;

/// <summary>Jinja's built-in filters.</summary>
internal static class FilterTable
{
    public static IReadOnlyDictionary<string, Routine> All { get; } = Aliased(
    [
        .. TextFilters.All, .. WrapFilters.All, .. NumberFilters.All, .. SequenceFilters.All, .. OrderFilters.All,
        .. SelectionFilters.All,
        .. MarkupFilters.All, .. PrintFilters.All,
    ]);

    private static Dictionary<string, Routine> Aliased(IEnumerable<Routine> routines)
    {
        var table = routines.ToDictionary(routine => routine.Name);
        table["count"] = table["length"];
        table["d"] = table["default"];
        table["e"] = table["escape"];
        return table;
    }
}
