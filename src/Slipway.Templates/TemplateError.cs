namespace Slipway.Templates;

/// <summary>What is wrong, by the class that Jinja (or Python below it) raises for the same fault.</summary>
public enum TemplateError
{
    TemplateSyntaxError,
    TemplateAssertionError,
    TemplateNotFound,
    TemplatesNotFound,
    TemplateRuntimeError,
    UndefinedError,
    SecurityError,
    FilterArgumentError,
    TypeError,
    ValueError,
    KeyError,
    IndexError,
    LookupError,
    AttributeError,
    ZeroDivisionError,
    OverflowError,
    AssertionError,
    RuntimeError,
    UnicodeEncodeError,
    UnicodeDecodeError,

    /// <summary>A bound of <see cref="TemplateLimits"/>; Jinja has none of these.</summary>
    LimitExceeded,
}
