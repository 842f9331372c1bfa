using Slipway.Linux;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.SourceToImage;

/// <summary>
/// Copies the scripts of source and cartridge into one directory, which is mounted into the build and copied into the
/// artifact.
/// </summary>
internal static class ScriptCollection
{
    private const int MaxScriptBytes = 1 << 20;
    private const int MaxScripts = 64;
    private static readonly string[] SourceDirectories = [".s2i/bin", ".sti/bin"];

    /// <param name="cartridge">The cartridge's scripts directory, or null.</param>
    /// <param name="target">An empty directory.</param>
    public static ScriptSet Collect(SourceFiles? source, string? cartridge, string target)
    {
        var scripts = new List<Script>();
        using var directory = DirectoryHandle.Open(target);
        foreach (var name in ScriptNames.All)
        {
            var content = SourceDirectories.Select(place => source?.Read($"{place}/{name}", MaxScriptBytes))
                .FirstOrDefault(found => found is not null);
            if (content is not null)
                scripts.Add(Write(directory, name, ScriptOrigin.Source, content));
        }
        if (cartridge is not null)
            AddCartridge(directory, cartridge, scripts);
        directory.SetMode(RawPath.Empty, FileModes.AllExecute);
        return new ScriptSet(scripts);
    }

    private static void AddCartridge(DirectoryHandle target, string cartridge, List<Script> scripts)
    {
        using var files = OpenCartridge(cartridge);
        var entries = files.Walk(enter: _ => false).Where(entry => entry.Stat.IsRegular).ToList();
        if (entries.Count > MaxScripts)
            throw new SourceBuildException(SourcePhase.Prepare,
                $"the cartridge has {entries.Count} scripts; {MaxScripts} are the most",
                "put what they need into the cartridge's image");
        foreach (var name in entries.Select(entry => entry.Path.ToString())
            .Where(name => scripts.All(script => script.Name != name)))
            scripts.Add(Write(target, name, ScriptOrigin.Cartridge, files.Read(name, MaxScriptBytes)!));
    }

    private static SourceFiles OpenCartridge(string cartridge)
    {
        try
        {
            return SourceFiles.Open(cartridge);
        }
        catch (SourceBuildException e)
        {
            throw new SourceBuildException(SourcePhase.Prepare, "the cartridge's scripts are not there any more",
                "add the cartridge again", e);
        }
    }

    private static Script Write(DirectoryHandle target, string name, ScriptOrigin origin, byte[] content)
    {
        var path = RawPath.Of(name);
        using (var file = target.OpenFile(
            path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, FileModes.OwnerAll))
            file.WriteAll(content);
        target.SetMode(path, FileModes.AllExecute);
        return new Script(name, origin, $"{ScriptSet.Directory}/{name}", Digest.OfBytes(content));
    }
}
