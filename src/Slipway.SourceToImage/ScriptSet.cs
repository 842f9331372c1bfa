using Slipway.Build.Cache;
using Slipway.Oci;

namespace Slipway.SourceToImage;

/// <summary>
/// The scripts of a build. Each is looked up separately: first in the source, then in the cartridge, then in the image.
/// </summary>
internal sealed record ScriptSet(IReadOnlyList<Script> Scripts)
{
    public const string Directory = SourceBuilder.ScriptsDirectory;

    /// <summary>Whether there are scripts from outside the image, which must be copied into the artifact.</summary>
    public bool AnyExternal => Scripts.Any(script => script.Origin != ScriptOrigin.Image);

    public Script? this[string name] => Scripts.FirstOrDefault(script => script.Name == name);

    /// <summary>These scripts, completed by those of the image.</summary>
    public ScriptSet OrImage(string? directory, IEnumerable<string> names) => directory is null ? this
        : new([.. Scripts, .. names.Where(name => this[name] is null).Select(
            name => new Script(name, ScriptOrigin.Image, $"{directory}/{name}", null))]);

    /// <summary>Adds everything that the given script may run: itself, and the files next to it.</summary>
    public void AddTo(CacheKey key, string? name = null)
    {
        var relevant = Scripts.Where(
            script => name is null || script.Name == name || !ScriptNames.All.Contains(script.Name))
            .OrderBy(script => script.Name, StringComparer.Ordinal);
        foreach (var script in relevant)
            key.Add(script.Name).Add(script.Path).Add(script.Digest);
        key.Add("scripts end");
    }

    /// <summary>For a label: <c>assemble=source@sha256:…</c>.</summary>
    public string Describe() =>
        string.Join(' ', Scripts.Where(script => ScriptNames.All.Contains(script.Name)).OrderBy(script => script.Name,
            StringComparer.Ordinal)
        .Select(script => script.Digest is { } digest
            ? $"{script.Name}={NameOf(script.Origin)}@{digest}"
            : $"{script.Name}={NameOf(script.Origin)}"));

    private static string NameOf(ScriptOrigin origin) => origin switch
    {
        ScriptOrigin.Source => "source",
        ScriptOrigin.Cartridge => "cartridge",
        _ => "image",
    };
}
