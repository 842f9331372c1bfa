namespace Slipway.Hosting;

/// <summary>
/// The machine's CA certificate bundle, if its administrator added certificates (ca-certificates,
/// /usr/local/share/ca-certificates). Builder images do not contain these, so their downloads would fail behind a
/// TLS-inspecting proxy.
/// </summary>
internal static class HostCertificates
{
    private const string Added = "/usr/local/share/ca-certificates";
    private const string Bundle = "/etc/ssl/certs/ca-certificates.crt";

    public static string? Find() =>
        File.Exists(Bundle) && Directory.Exists(Added)
            && Directory.EnumerateFiles(Added, "*.crt", SearchOption.AllDirectories).Any() ? Bundle : null;
}
