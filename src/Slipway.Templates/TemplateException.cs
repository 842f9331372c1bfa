namespace Slipway.Templates;

/// <summary>Why a template could not be read or rendered, and where.</summary>
public sealed class TemplateException(
    TemplateError error, string message, string? template = null, int? line = null, Exception? inner = null)
    : SlipwayException(ErrorCode.Template, message, inner: inner)
{
    public TemplateError Error { get; } = error;

    /// <summary>What is wrong and, of a syntax error, what was expected; without the place.</summary>
    public string Cause { get; } = message;

    /// <summary>The name of the template at fault; null when it has none.</summary>
    public string? Template { get; private set; } = template;

    /// <summary>1-based; null when no line is at fault, as when the template itself is missing.</summary>
    public int? Line { get; private set; } = line;

    public override string Message =>
        Line is null ? $"{Error}: {Cause}" : $"{Template ?? "<template>"}, line {Line}: {Error}: {Cause}";

    /// <summary>
    /// An exception filter that never catches: the innermost statement around the fault is where it is.
    /// </summary>
    internal bool Locate(string? template, int line)
    {
        if (Line is not null)
            return false;
        Template = template;
        Line = line;
        return false;
    }
}
