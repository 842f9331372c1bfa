namespace Slipway.Templates;

/// <summary>
/// What a template may use: far above what people write, far below what would hurt. Reaching one is a
/// <see cref="TemplateException"/>.
/// </summary>
public sealed record TemplateLimits
{
    /// <summary>Characters of one template.</summary>
    public int SourceLength { get; init; } = 1 << 20;

    /// <summary>Characters of what is rendered, and of any single text that is made on the way.</summary>
    public int OutputLength { get; init; } = 16 << 20;

    /// <summary>Characters and items that a rendering may make altogether.</summary>
    public long Work { get; init; } = 256 << 20;

    /// <summary>Turns of loops and calls, altogether.</summary>
    public long Iterations { get; init; } = 1_000_000;

    /// <summary>Items of a range; as in Jinja's sandbox, a longer one is an OverflowError.</summary>
    public int RangeSize { get; init; } = 100_000;

    /// <summary>Bits of an integer.</summary>
    public int IntegerBits { get; init; } = 1 << 16;

    /// <summary>How deep calls, includes, blocks and recursive loops may nest in each other.</summary>
    public int Depth { get; init; } = 200;

    /// <summary>How deep expressions and statements of one template may nest.</summary>
    public int Nesting { get; init; } = 150;

    /// <summary>How long one rendering may take.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);
}
