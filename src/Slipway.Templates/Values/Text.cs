using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Slipway.Templates.Values;

/// <summary>Values as text: Python's <c>str()</c>, and what is a str.</summary>
internal static class Text
{
    /// <exception cref="TemplateException">The value is strictly undefined.</exception>
    public static string Of(object? value) => value switch
    {
        string text => text,
        null => "None",
        bool flag => flag ? "True" : "False",
        long number => Integers.ToText(number),
        BigInteger number => Integers.ToText(number),
        double number => Floats.ToText(number),
        PythonObject other => other.ToText(),
        _ => throw Foreign(value),
    };

    /// <summary>str and Markup, which is a str.</summary>
    public static bool TryGet(object? value, [NotNullWhen(true)] out string? text)
    {
        text = value as string ?? (value as Markup)?.Content;
        return text is not null;
    }

    public static bool Is(object? value) => value is string or Markup;

    /// <summary>Markup stays what it is, all else becomes str: markupsafe's <c>soft_str</c>.</summary>
    public static object Soft(object? value) => value is Markup ? value : Of(value);

    /// <summary>The same kind of text as <paramref name="like"/>.</summary>
    public static object As(object? like, string text) => like is Markup ? new Markup(text) : text;

    internal static InvalidOperationException Foreign(object value) =>
        new($"a {value.GetType().Name} is no value of a template");
}
