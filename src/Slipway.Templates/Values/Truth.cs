using System.Numerics;

namespace Slipway.Templates.Values;

/// <summary>Python's <c>bool()</c>.</summary>
internal static class Truth
{
    public static bool Of(object? value) => value switch
    {
        bool flag => flag,
        null => false,
        string text => text.Length > 0,
        long number => number != 0,
        double number => number != 0,
        BigInteger => true,
        PythonObject other => other.IsTrue,
        _ => throw Text.Foreign(value),
    };
}
