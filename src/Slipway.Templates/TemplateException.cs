namespace Slipway.Templates;

/// <summary>An error of parsing or rendering a template, with its location.</summary>
public sealed class TemplateException(
    TemplateError error, string message, string? template = null, int? line = null, Exception? inner = null)
    : SlipwayException(ErrorCode.Template, message, inner: inner)
{
    public TemplateError Error { get; } = error;

    /// <summary>The error and, for a syntax error, what was expected; without the location.</summary>
    public string Cause { get; } = message;

    /// <summary>The name of the template; null when it has none.</summary>
    public string? Template { get; private set; } = template;

    /// <summary>1-based; null when the error has no line, for example when the template is missing.</summary>
    public int? Line { get; private set; } = line;

    public override string Message =>
        Line is null ? $"{Error}: {Cause}" : $"{Template ?? "<template>"}, line {Line}: {Error}: {Cause}";

    /// <summary>An exception filter that never catches: it records the innermost statement around the error.</summary>
    internal bool Locate(string? template, int line)
    {
        if (Line is not null)
            return false;
        Template = template;
        Line = line;
        return false;
    }
}
