using System.Numerics;

namespace Slipway.Templates.Values;

/// <summary>Boxed values that are made once.</summary>
internal static class BoxedValues
{
    private const int MinCached = -16;
    private static readonly object[] Small =
        [.. Enumerable.Range(MinCached, 1024).Select(number => (object)(long)number)];

    public static object True { get; } = true;

    public static object False { get; } = false;

    public static object Of(bool value) => value ? True : False;

    public static object Of(long value) =>
        (ulong)(value - MinCached) < (ulong)Small.Length ? Small[value - MinCached] : value;

    public static object Of(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue ? Of((long)value) : value;
}
