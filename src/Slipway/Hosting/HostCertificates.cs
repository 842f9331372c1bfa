namespace Slipway.Hosting;

/// <summary>
/// The machine's certificate bundle, when its administrator added certificates (ca-certificates,
/// /usr/local/share/ca-certificates). A builder image knows none of those, and its downloads would fail behind a proxy
/// that inspects TLS.
/// </summary>
internal static class HostCertificates
{
    private const string Added = "/usr/local/share/ca-certificates";
    private const string Bundle = "/etc/ssl/certs/ca-certificates.crt";

    public static string? Find() =>
        File.Exists(Bundle) && Directory.Exists(Added)
            && Directory.EnumerateFiles(Added, "*.crt", SearchOption.AllDirectories).Any() ? Bundle : null;
}
