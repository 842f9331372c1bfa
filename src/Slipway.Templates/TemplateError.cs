namespace Slipway.Templates;

/// <summary>The kinds of errors, named after the exception classes of Jinja and Python.</summary>
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

    /// <summary>A limit of <see cref="TemplateLimits"/>; Jinja has no such error.</summary>
    LimitExceeded,
}
