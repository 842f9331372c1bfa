using Slipway.EndToEnd.Installations;

namespace Slipway.EndToEnd.Faults;

/// <summary>The static cartridge with a volume: the smallest application that has state.</summary>
internal static class Vault
{
    public static Task AddAsync(Installation installation)
    {
        var directory = installation.Scratch("vault");
        var manifest = File.ReadAllText(CommandLine.Checkout("cartridges/static/manifest.yml"))
            .Replace("Name: static", "Name: vault").Replace("SHORT-NAME: STATIC", "SHORT-NAME: VAULT").Replace("[static, nginx]", "[vault]").Replace("Max: -1", "Max: 1");
        File.WriteAllText(Path.Combine(directory, "manifest.yml"), manifest + "Storage-path: /var/lib/vault\n");
        foreach (var part in new[] { "scripts", "template" })
            foreach (var file in Directory.EnumerateFiles(CommandLine.Checkout("cartridges/static/" + part)))
                File.Copy(file, Path.Combine(Directory.CreateDirectory(Path.Combine(directory, part)).FullName, Path.GetFileName(file)), overwrite: true);
        return installation.Slipway.RunAsync("cartridge", "add", directory);
    }
}
