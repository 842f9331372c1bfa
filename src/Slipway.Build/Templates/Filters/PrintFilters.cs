using Slipway.Build.Templates.Formatting;
using Slipway.Build.Templates.Values;

namespace Slipway.Build.Templates.Filters;

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
