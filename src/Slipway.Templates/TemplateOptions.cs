namespace Slipway.Templates;

/// <summary>Options for parsing and rendering, with the names and defaults of Jinja's Environment.</summary>
public sealed record TemplateOptions
{
    public string BlockStart { get; init; } = "{%";
    public string BlockEnd { get; init; } = "%}";
    public string VariableStart { get; init; } = "{{";
    public string VariableEnd { get; init; } = "}}";
    public string CommentStart { get; init; } = "{#";
    public string CommentEnd { get; init; } = "#}";
    public string? LineStatementPrefix { get; init; }
    public string? LineCommentPrefix { get; init; }
    public bool TrimBlocks { get; init; }
    public bool LstripBlocks { get; init; }
    public bool KeepTrailingNewline { get; init; }

    /// <summary><c>\n</c>, <c>\r\n</c> or <c>\r</c>: replaces every line break of the source.</summary>
    public string NewlineSequence { get; init; } = "\n";

    public UndefinedBehavior Undefined { get; init; } = UndefinedBehavior.Lenient;

    /// <summary>
    /// Enables the statements <c>do</c>, <c>break</c> and <c>continue</c> (Jinja's extensions of these names).
    /// </summary>
    public bool Extensions { get; init; } = true;

    /// <summary>Seed of <c>random</c> and <c>lipsum</c>: the same seed gives the same output.</summary>
    public int Seed { get; init; }

    public TemplateLimits Limits { get; init; } = new();
}
