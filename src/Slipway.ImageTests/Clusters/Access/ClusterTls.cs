using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Slipway.ImageTests.Clusters.Access;

/// <summary>Whom a connection to the API server trusts, and which certificate it shows.</summary>
internal static class ClusterTls
{
    public static SslClientAuthenticationOptions Of(ClusterAccess access)
    {
        var options = new SslClientAuthenticationOptions
        {
            // The client's library looks through them before it opens a WebSocket.
            ClientCertificates = [], CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (access.SkipsVerification)
            options.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null;
        else if (access.Authorities is { } authorities)
            options.CertificateChainPolicy = PolicyOf(ReadAuthorities(authorities));
        if (access.ClientCertificate is not null)
            options.ClientCertificateContext = SslStreamCertificateContext.Create(
                X509Certificate2.CreateFromPem(access.ClientCertificate, access.ClientKey),
                additionalCertificates: null, offline: true);
        return options;
    }

    /// <exception cref="CryptographicException">There are none.</exception>
    public static X509Certificate2Collection ReadAuthorities(string pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        return certificates.Count > 0 ? certificates : throw new CryptographicException("there is no certificate");
    }

    private static X509ChainPolicy PolicyOf(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
