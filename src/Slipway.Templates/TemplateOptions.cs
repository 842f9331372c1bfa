namespace Slipway.Templates;

/// <summary>How templates are read and rendered; the names and defaults are those of Jinja's Environment.</summary>
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

    /// <summary><c>\n</c>, <c>\r\n</c> or <c>\r</c>: what every line break of the source becomes.</summary>
    public string NewlineSequence { get; init; } = "\n";

    public UndefinedBehavior Undefined { get; init; } = UndefinedBehavior.Lenient;

    /// <summary>
    /// Takes the statements <c>do</c>, <c>break</c> and <c>continue</c> (Jinja's extensions of these names).
    /// </summary>
    public bool Extensions { get; init; } = true;

    /// <summary>
    /// Seed of <c>random</c> and <c>lipsum</c>: the same template renders the same, unless another is given.
    /// </summary>
    public int Seed { get; init; }

    public TemplateLimits Limits { get; init; } = new();
}
