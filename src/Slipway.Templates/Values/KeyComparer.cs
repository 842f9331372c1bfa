using System.Numerics;
using Slipway.Templates.Rendering;

namespace Slipway.Templates.Values;

/// <summary>Keys of dictionaries: 1, 1.0 and True are the same key; lists and dictionaries are none.</summary>
internal sealed class KeyComparer : IEqualityComparer<object>
{
    private static readonly Budget Unbounded =
        new(new TemplateLimits { Work = long.MaxValue, Time = TimeSpan.MaxValue });

    /// <summary>Stands for None, which a .NET dictionary does not take.</summary>
    public static object None { get; } = new();

    public static KeyComparer Instance { get; } = new();

    public static object Wrap(object? key) => key ?? None;

    public static object? Unwrap(object key) => ReferenceEquals(key, None) ? null : key;

    public new bool Equals(object? x, object? y) =>
        ReferenceEquals(x, y)
            || (x is string a && y is string b
                ? a == b
                : !ReferenceEquals(x, None) && !ReferenceEquals(y, None) && Comparison.AreEqual(x, y, Unbounded));

    public int GetHashCode(object obj) => obj switch
    {
        string text => text.GetHashCode(StringComparison.Ordinal),
        long number => number.GetHashCode(),
        bool flag => (flag ? 1L : 0L).GetHashCode(),
        double number => number == Math.Floor(number) && Math.Abs(number) < 1e300
            ? Hash(new BigInteger(number))
            : number.GetHashCode(),
        BigInteger number => Hash(number),
        PythonObject { IsHashable: false } other => throw Errors.Type($"unhashable type: '{other.TypeName}'"),
        PythonObject other => other.KeyHash(),
        _ => 0,
    };

    private static int Hash(BigInteger number) =>
        number >= long.MinValue && number <= long.MaxValue ? ((long)number).GetHashCode() : number.GetHashCode();
}
