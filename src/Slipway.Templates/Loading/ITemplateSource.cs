namespace Slipway.Templates.Loading;

/// <summary>Loads templates.</summary>
public interface ITemplateSource
{
    /// <summary>The text of a template; null when it does not exist.</summary>
    /// <param name="name">Slash-separated; it comes from a template, so it is untrusted.</param>
    /// <exception cref="TemplateException">There is one, but it cannot be read.</exception>
    string? Find(string name);
}
