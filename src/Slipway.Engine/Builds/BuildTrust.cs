namespace Slipway.Engine.Builds;

/// <summary>
/// Certificates that networked build steps trust instead of their image's own: the host's, with those of a proxy that
/// inspects TLS. A step sees the bundle while it runs, and variables that tell the usual programs of it; neither is
/// part of its layer, its image or its cache key.
/// </summary>
/// <param name="Bundle">A PEM file of the host with all certificates to trust; read before each step.</param>
public sealed record BuildTrust(string Bundle)
{
    /// <summary>Where steps see the bundle.</summary>
    public const string Target = "/run/slipway/ca-certificates.crt";

    private const long MaxBundleBytes = 16 << 20;

    /// <summary>OpenSSL, Node.js, Python's requests and pip, curl, git.</summary>
    private static readonly string[] Variables =
        ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "PIP_CERT", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO"];

    /// <summary>The step's environment with the variables that it does not set itself.</summary>
    internal static IReadOnlyList<string> Extend(IReadOnlyList<string> environment) =>
        [.. environment,
            .. Variables.Where(name => !environment.Any(one => one.StartsWith(name + "=", StringComparison.Ordinal)))
            .Select(name => $"{name}={Target}")];

    /// <exception cref="SlipwayException">The bundle is missing or no bundle.</exception>
    internal byte[] Read()
    {
        try
        {
            using var file = new FileStream(Bundle, FileMode.Open, FileAccess.Read);
            if (file.Length is 0 or > MaxBundleBytes)
                throw Unusable($"it is {file.Length} bytes long");
            var content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e.Message);
        }
    }

    private SlipwayException Unusable(string why) =>
        new(
            ErrorCode.EngineInvalidSpec,
            $"the certificates that builds are to trust, '{Bundle}', cannot be used: {why}",
            "start the server with other --build-certificates");
}
