namespace Slipway.Factory.Naming;

/// <summary>
/// Assigns versions. The author of a template sets major and minor (a changed template needs the next minor); newer
/// packages, sources or a newer base make the next patch. The first patch is 0.
/// </summary>
public static class VersionRules
{
    /// <param name="published">All versions of the image; change builds do not use up patch numbers of
    /// releases.</param>
    /// <param name="change">The change of a change build; null for a release.</param>
    public static ImageVersion Next(VersionLine line, IEnumerable<ImageVersion> published, ChangeNumber? change) =>
        new(line, published.Where(version => version.IsRelease && version.Line == line)
            .Select(version => version.Patch + 1).DefaultIfEmpty(0).Max(), change);
}
