using Slipway.Templates.Values;

namespace Slipway.Templates.Methods;

/// <summary>Methods of str that change case.</summary>
internal static class TextCase
{
    public static IEnumerable<Routine> All { get; } =
    [
        Of("upper", Casing.Upper),
        Of("lower", Casing.Lower),
        Of("casefold", Casing.Fold),
        Of("capitalize", Casing.Capitalize),
        Of("title", Casing.TitleWords),
        Of("swapcase", Casing.Swap),
    ];

    private static Routine Of(string name, Func<string, string> map) => new(name, "self, /", (c, a) =>
    {
        var text = (string)a[0]!;
        c.Budget.Charge(text.Length);
        return map(text);
    });
}
