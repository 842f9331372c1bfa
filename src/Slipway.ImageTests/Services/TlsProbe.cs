using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Slipway.ImageTests.Files;
using Slipway.ImageTests.Running;

namespace Slipway.ImageTests.Services;

/// <summary>Makes one TLS handshake and holds what was negotiated against what is expected.</summary>
internal sealed class TlsProbe(IServiceTarget target, TestScope scope)
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(15);

    public async Task<IReadOnlyList<string>> FailuresAsync(TlsCheck check, CancellationToken cancel)
    {
        var authorities = check.Authority is { } file ? Authorities(file) : null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(HandshakeTimeout);
        try
        {
            var failures = new List<string>();
            await using var stream = new SslStream(
                await target.ConnectAsync(check.Port, limit.Token), leaveInnerStreamOpen: false);
            await stream.AuthenticateAsClientAsync(Options(check, authorities, failures), limit.Token);
            return [.. Negotiated(check, stream), .. failures];
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            return [$"port {check.Port}: expected a TLS handshake, seen: {(e.InnerException ?? e).Message}"];
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return [$"port {check.Port}: expected a TLS handshake within {HandshakeTimeout.TotalSeconds:0} s, " +
                "it did not end"];
        }
    }

    private static SslClientAuthenticationOptions Options(
        TlsCheck check, X509Certificate2Collection? authorities, List<string> failures) => new()
    {
        TargetHost = check.ServerName,
        ApplicationProtocols =
            check.ApplicationProtocol is { } protocol ? [new SslApplicationProtocol(protocol)] : null,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
        {
            failures.AddRange(
                certificate is X509Certificate2 known
                    ? Certificate(check, known, chain, authorities)
                    : ["expected a certificate, there is none"]);
            return certificate is not null;
        },
    };

    private static IEnumerable<string> Negotiated(TlsCheck check, SslStream stream)
    {
        var version = stream.SslProtocol switch
        {
            SslProtocols.Tls13 => new Version(1, 3),
            SslProtocols.Tls12 => new Version(1, 2),
            _ => new Version(1, 0),
        };
        if (version < check.MinimumVersion)
            yield return $"port {check.Port}: expected at least TLS {check.MinimumVersion}, negotiated {version}";
        if (check.ApplicationProtocol is { } expected && stream.NegotiatedApplicationProtocol.ToString() != expected)
            yield return $"port {check.Port}: expected application protocol {expected}, " +
                $"negotiated '{stream.NegotiatedApplicationProtocol}'";
    }

    private static IEnumerable<string> Certificate(
        TlsCheck check, X509Certificate2 certificate, X509Chain? chain, X509Certificate2Collection? authorities)
    {
        var now = DateTime.UtcNow;
        if (certificate.NotBefore.ToUniversalTime() > now)
            yield return $"certificate: expected to be valid now, is from {certificate.NotBefore:u} on";
        var until = now + (check.ValidFor ?? TimeSpan.Zero);
        if (certificate.NotAfter.ToUniversalTime() < until)
            yield return $"certificate: expected to be valid until {until:u}, " +
                $"ends {certificate.NotAfter.ToUniversalTime():u}";
        if (check.Subject is { } subject && !subject.Matches(certificate.Subject))
            yield return $"certificate: expected a subject that matches '{subject}', seen '{certificate.Subject}'";
        foreach (var name in check.CertificateNames.Where(
            name => !certificate.MatchesHostname(name, allowCommonName: false)))
            yield return $"certificate: expected to be for {name}, it is not";
        if (authorities is not null && Untrusted(certificate, chain, authorities) is { } reason)
            yield return $"certificate: expected to be issued by {check.Authority}, seen: {reason}";
    }

    private static string? Untrusted(
        X509Certificate2 certificate, X509Chain? presented, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(certificate) ? null : string.Join(
            ", ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()));
    }

    private X509Certificate2Collection Authorities(string file)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(scope.Directory.ReadText(file));
        }
        catch (CryptographicException e)
        {
            throw new SlipwayException(
                ErrorCode.Invalid, $"'{file}' beside the test file holds no certificates: {e.Message}", inner: e);
        }
        return certificates.Count > 0 ? certificates : throw new SlipwayException(
            ErrorCode.Invalid, $"'{file}' beside the test file holds no certificates");
    }
}
