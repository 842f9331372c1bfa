namespace Slipway.Factory.Naming;

/// <summary>
/// What a new image of a line is called. The author of a template chooses the line (a change of the template is
/// the next minor); the same template with other packages, sources or a newer base is the next patch. The first
/// patch of a line is 0.
/// </summary>
public static class VersionRules
{
    /// <param name="published">All versions of the image, of any line; a change build takes no patch away from the
    /// releases.</param>
    /// <param name="change">The change that it is built for; null for a release.</param>
    public static ImageVersion Next(VersionLine line, IEnumerable<ImageVersion> published, ChangeNumber? change) =>
        new(line, published.Where(version => version.IsRelease && version.Line == line)
            .Select(version => version.Patch + 1).DefaultIfEmpty(0).Max(), change);
}
