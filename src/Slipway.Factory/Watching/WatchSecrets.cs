using System.Text;

namespace Slipway.Factory.Watching;

/// <summary>
/// Seals what watches keep secret. The key is the server's, and a sealed text opens only for the watch and the use
/// it was sealed for.
/// </summary>
/// <param name="seal">Seals bytes for a purpose.</param>
/// <param name="open">Opens a sealed text for a purpose.</param>
public sealed class WatchSecrets(Func<byte[], string, string> seal, Func<string, string, byte[]> open)
{
    public Watch Seal(Watch watch, string? credential, string? hookSecret) => watch with
    {
        Credential = credential is null ? null : seal(Encoding.UTF8.GetBytes(credential), CredentialOf(watch)),
        HookSecret = hookSecret is null ? null : seal(Encoding.UTF8.GetBytes(hookSecret), HookSecretOf(watch)),
    };

    public string? Credential(Watch watch) =>
        watch.Credential is { } text ? Encoding.UTF8.GetString(open(text, CredentialOf(watch))) : null;

    public byte[]? HookSecret(Watch watch) => watch.HookSecret is { } text ? open(text, HookSecretOf(watch)) : null;

    // Where a credential goes is a part of its purpose: who changes the address in the database does not
    // get it sent there.
    private static string CredentialOf(Watch watch) => $"credential of the watch {watch.Name} for {watch.Report?.Url}";

    private static string HookSecretOf(Watch watch) => $"hook secret of the watch {watch.Name}";
}
