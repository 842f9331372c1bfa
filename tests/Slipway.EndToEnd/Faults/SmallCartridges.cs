using Slipway.EndToEnd.Installations;
using Slipway.Testing.Installations;

namespace Slipway.EndToEnd.Faults;

/// <summary>
/// The static cartridge under other names, without its Dockerfile: an installation needs its image only.
/// </summary>
internal static class SmallCartridges
{
    public const string Image = "cartridges/static:1.22";

    /// <summary>With a volume: the smallest application that has state.</summary>
    public static Task<string> AddVaultAsync(Installation installation) => AddAsync(
        installation, "vault", manifest => manifest.Replace("Max: -1", "Max: 1") + "Storage-path: /var/lib/vault\n");

    public static Task<string> AddPlainAsync(Installation installation) =>
        AddAsync(installation, "plain", manifest => manifest);

    private static Task<string> AddAsync(Installation installation, string name, Func<string, string> edit)
    {
        var directory = installation.Scratch("cartridge-" + name);
        var manifest = File.ReadAllText(CommandLine.Checkout("cartridges/static/manifest.yml"))
            .Replace("Name: static", "Name: " + name).Replace("Short-Name: STATIC",
                "Short-Name: " + name.ToUpperInvariant()).Replace("[static, nginx]", $"[{name}]");
        File.WriteAllText(Path.Combine(directory, "manifest.yml"), edit(manifest));
        foreach (var part in new[] { "scripts", "template" })
            foreach (var file in Directory.EnumerateFiles(CommandLine.Checkout("cartridges/static/" + part)))
                File.Copy(file, Path.Combine(Directory.CreateDirectory(Path.Combine(directory, part)).FullName,
                    Path.GetFileName(file)), overwrite: true);
        return installation.Slipway.RunAsync("cartridge", "add", directory);
    }
}
