namespace Slipway.Engine.Builds;

/// <summary>
/// CA certificates that networked build steps trust instead of those of their image: the host's, including those of a
/// TLS-inspecting proxy. While a step runs, it sees the bundle and variables that point common programs to it; neither
/// is part of its layer, its image or its cache key.
/// </summary>
/// <param name="Bundle">A PEM file of the host with all trusted certificates; read before each step.</param>
public sealed record BuildTrust(string Bundle)
{
    /// <summary>The path of the bundle in steps.</summary>
    public const string Target = "/run/slipway/ca-certificates.crt";

    private const long MaxBundleBytes = 16 << 20;

    /// <summary>OpenSSL, Node.js, Python's requests and pip, curl, git.</summary>
    private static readonly string[] Variables =
        ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "PIP_CERT", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO"];

    /// <summary>The step's environment, extended by the variables that it does not set.</summary>
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
