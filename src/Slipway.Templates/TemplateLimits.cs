namespace Slipway.Templates;

/// <summary>
/// Limits for templates, far above the needs of real ones. Exceeding one throws a <see cref="TemplateException"/>.
/// </summary>
public sealed record TemplateLimits
{
    /// <summary>Maximum length of a template.</summary>
    public int SourceLength { get; init; } = 1 << 20;

    /// <summary>Maximum length of the output, and of any single string.</summary>
    public int OutputLength { get; init; } = 16 << 20;

    /// <summary>Characters and items that a rendering may create in total.</summary>
    public long Work { get; init; } = 256 << 20;

    /// <summary>Loop iterations and calls in total.</summary>
    public long Iterations { get; init; } = 1_000_000;

    /// <summary>Items of a range; as in Jinja's sandbox, more are an OverflowError.</summary>
    public int RangeSize { get; init; } = 100_000;

    /// <summary>Maximum size of an integer in bits.</summary>
    public int IntegerBits { get; init; } = 1 << 16;

    /// <summary>Maximum nesting of calls, includes, blocks and recursive loops.</summary>
    public int Depth { get; init; } = 200;

    /// <summary>Maximum nesting of expressions and statements in a template.</summary>
    public int Nesting { get; init; } = 150;

    /// <summary>Time limit of a rendering.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);
}
