using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Storage.Sqlite;

/// <summary>
/// A schema migration: an embedded <c>Migrations/NNNN-name.sql</c>, identified by its file name without extension.
/// </summary>
internal sealed record Migration(string Name, string Sql)
{
    private const string Prefix = "migration/";

    /// <summary>The hash of the text: an applied migration must not be edited.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    public static IReadOnlyList<Migration> Shipped()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => new Migration(name[Prefix.Length..], Read(assembly, name))),
        ];
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
