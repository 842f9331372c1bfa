namespace Slipway.Templates.Loading;

/// <summary>Templates by their names.</summary>
public sealed class MemoryTemplates(IReadOnlyDictionary<string, string> templates) : ITemplateSource
{
    public static MemoryTemplates None { get; } = new(new Dictionary<string, string>());

    public string? Find(string name) => templates.GetValueOrDefault(name);
}
