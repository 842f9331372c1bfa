namespace Slipway.Templates.Loading;

/// <summary>Where templates come from.</summary>
public interface ITemplateSource
{
    /// <summary>The text of a template; null when there is none of this name.</summary>
    /// <param name="name">Slash-separated; it comes from a template, so it may be anything.</param>
    /// <exception cref="TemplateException">There is one, but it cannot be read.</exception>
    string? Find(string name);
}
