namespace Slipway.Templates.Values;

/// <summary>Python's exceptions.</summary>
internal static class Errors
{
    public static TemplateException Type(string cause) => new(TemplateError.TypeError, cause);

    public static TemplateException Value(string cause) => new(TemplateError.ValueError, cause);

    public static TemplateException Index(string cause) => new(TemplateError.IndexError, cause);

    public static TemplateException Key(object? key) => new(TemplateError.KeyError, Representation.Of(key));

    public static TemplateException Overflow(string cause) => new(TemplateError.OverflowError, cause);

    public static TemplateException ZeroDivision(string cause) => new(TemplateError.ZeroDivisionError, cause);

    public static TemplateException FilterArgument(string cause) => new(TemplateError.FilterArgumentError, cause);

    public static TemplateException Runtime(string cause) => new(TemplateError.TemplateRuntimeError, cause);

    public static TemplateException Attribute(object? value, string name) =>
        new(TemplateError.AttributeError, $"'{TypeNames.Of(value)}' object has no attribute '{name}'");

    /// <summary>Whether Python's class is a LookupError.</summary>
    public static bool IsLookup(TemplateError error) =>
        error is TemplateError.KeyError or TemplateError.IndexError or TemplateError.LookupError;

    /// <summary>Whether Python's class is a ValueError.</summary>
    public static bool IsValue(TemplateError error) =>
        error is TemplateError.ValueError or TemplateError.UnicodeEncodeError or TemplateError.UnicodeDecodeError;
}
