using Slipway.Templates.Values;

namespace Slipway.Templates.Methods;

/// <summary>Arguments as the type that a built-in function wants.</summary>
internal static class Expect
{
    public static string Text(object? value, string function) => Values.Text.TryGet(value, out var text)
        ? text
        : throw Errors.Type($"{function} argument must be str, not {TypeNames.Of(value)}");

    public static string? TextOrNone(object? value, string function) => value is null ? null : Text(value, function);

    public static int Int(object? value)
    {
        var number = Integers.Index(value);
        return number is >= int.MinValue and <= int.MaxValue ? (int)number : throw Errors.Overflow(
            "Python int too large to convert to C int");
    }
}
