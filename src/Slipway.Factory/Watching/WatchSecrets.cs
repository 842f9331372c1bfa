using System.Text;

namespace Slipway.Factory.Watching;

/// <summary>
/// Encrypts the secrets of watches with a key of the server. A ciphertext can be decrypted only for the same watch and
/// purpose.
/// </summary>
/// <param name="seal">Encrypts bytes for a purpose.</param>
/// <param name="open">Decrypts a ciphertext for a purpose.</param>
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

    // The purpose includes the address of the credential: changing the address in the database does not make the server
    // send it there.
    private static string CredentialOf(Watch watch) => $"credential of the watch {watch.Name} for {watch.Report?.Url}";

    private static string HookSecretOf(Watch watch) => $"hook secret of the watch {watch.Name}";
}
