namespace Slipway.Templates.Values;

/// <summary>The arguments of one call.</summary>
internal readonly struct Arguments(object?[] positional, IReadOnlyList<KeyValuePair<string, object?>>? named = null)
{
    private static readonly KeyValuePair<string, object?>[] Nothing = [];

    public static Arguments None { get; } = new([]);

    public object?[] Positional => positional;

    public IReadOnlyList<KeyValuePair<string, object?>> Named => named ?? Nothing;

    public Arguments After(object? first) => new([first, .. positional], named);
}
