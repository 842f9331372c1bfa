using System.Text.Json;
using System.Text.RegularExpressions;
using Slipway.Templates;
using Slipway.Templates.Loading;

namespace Slipway.Templates.Tests.Differential;

/// <summary>Templates of which <c>main</c> is rendered, what they are given, and what they use.</summary>
internal sealed record TemplateCase(
    IReadOnlyDictionary<string, string> Templates, IReadOnlyDictionary<string, object?> Context,
    TemplateOptions Options, IReadOnlySet<string> Features)
{
    /// <summary>For both renderers to read.</summary>
    public object ForReference => new
    {
        templates = Templates,
        context = Context,
        options = new Dictionary<string, object?>
        {
            ["undefined"] = Options.Undefined.ToString(),
            ["trim_blocks"] = Options.TrimBlocks,
            ["lstrip_blocks"] = Options.LstripBlocks,
            ["keep_trailing_newline"] = Options.KeepTrailingNewline,
            ["line_statement_prefix"] = Options.LineStatementPrefix,
            ["line_comment_prefix"] = Options.LineCommentPrefix,
        },
    };

    public Outcome Render()
    {
        // As the reference has it: the context is what JSON makes of it.
        var context = JsonSerializer.SerializeToElement(Context)
            .EnumerateObject().ToDictionary(entry => entry.Name, entry => (object?)entry.Value);
        try
        {
            return new Outcome
            {
                Output = new TemplateEnvironment(new MemoryTemplates(Templates), Options).Get("main").Render(context),
            };
        }
        catch (TemplateException e)
        {
            return new Outcome { Error = e.Error.ToString(), Template = e.Template, Line = e.Line, Message = e.Cause };
        }
    }
}

/// <summary>The output, or the class and place of the error.</summary>
internal sealed partial record Outcome
{
    public string? Output { get; init; }

    public string? Error { get; init; }

    public string? Template { get; init; }

    public int? Line { get; init; }

    /// <summary>Is shown, but need not be the same.</summary>
    public string? Message { get; init; }

    public bool IsSameAs(Outcome other) =>
        WithoutAddresses(Output) == WithoutAddresses(other.Output) && Error == other.Error
            && (Error is null || (Template == other.Template && Line == other.Line));

    /// <summary>Both outputs around the first character that differs; null when there are not two.</summary>
    public string? DifferenceTo(Outcome other)
    {
        if (Output is null || other.Output is null)
            return null;
        var at = Output.Zip(other.Output).TakeWhile(pair => pair.First == pair.Second).Count();
        string Around(string text) => text[Math.Max(0, at - 40)..Math.Min(text.Length, at + 40)];
        return $"here {Around(Output)}, there {Around(other.Output)}";
    }

    /// <summary>Python prints where in memory a function or iterator is.</summary>
    private static string? WithoutAddresses(string? text) => text is null ? null : Address().Replace(text, "at 0x0");

    [GeneratedRegex("at 0x[0-9a-f]+")]
    private static partial Regex Address();
}
