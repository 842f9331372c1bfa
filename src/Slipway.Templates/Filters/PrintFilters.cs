using Slipway.Templates.Formatting;
using Slipway.Templates.Values;

namespace Slipway.Templates.Filters;

/// <summary>Filters that show values.</summary>
internal static class PrintFilters
{
    public static IEnumerable<Routine> All { get; } =
    [
        new("pprint", "value", (c, a) =>
        {
            var text = new PrettyPrinter().Print(a[0]);
            c.Budget.Make(text.Length);
            return text;
        }),
    ];
}
