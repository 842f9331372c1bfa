using System.Text;
using Slipway.ImageTests.Clusters.Access;
using Slipway.Testing;
using Slipway.Testing.Clusters;
using k8s;

namespace Slipway.ImageTests.Tests.Clusters;

/// <summary>
/// Why our reader stands before the client's library: what its own loader does with the same kubeconfig.
/// Should a later version no longer do it, these tests say so.
/// </summary>
public sealed class KubeconfigLoaderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_library_runs_the_program_that_a_kubeconfig_names_and_we_refuse_it()
    {
        var (program, ran) = (_directory.File("credentials.sh"), _directory.File("ran"));
        File.WriteAllText(program,
            $$$"""
            #!/bin/sh
            touch {{{ran}}}
            echo '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": "t"}}'
            """);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var config = Config(
            user: $"exec: {{apiVersion: client.authentication.k8s.io/v1, command: '{program}', args: []}}");
        Refusal(config).ShouldContain("programs that fetch credentials are never run");
        File.Exists(ran).ShouldBeFalse();
        Load(config).AccessToken.ShouldBe("t");
        File.Exists(ran).ShouldBeTrue("the library started it by loading the file, before any request");
    }

    [Fact]
    public void The_library_opens_the_paths_that_a_kubeconfig_names_and_we_refuse_them()
    {
        var (authority, certificate, key) =
            (_directory.File("ca.pem"), _directory.File("me.pem"), _directory.File("me.key"));
        File.WriteAllText(authority, ClusterServer.Certificates.AuthorityPem);
        File.WriteAllText(certificate, ClusterServer.Certificates.ClientPem);
        File.WriteAllText(key, ClusterServer.Certificates.ClientKeyPem);
        var byPath = Config(
            $"certificate-authority: '{authority}'", $"client-certificate: '{certificate}', client-key: '{key}'");
        var refusal = Refusal(byPath);
        refusal.ShouldContain("certificate-authority: a path is never opened here");
        refusal.ShouldContain("client-key: a path is never opened here");
        var loaded = Load(byPath);
        loaded.SslCaCerts.Count.ShouldBe(1, "it has read the file");
        loaded.ClientKeyFilePath.ShouldBe(key, "and reads the key when it connects");
    }

    [Fact]
    public void The_library_takes_a_login_from_passwords_and_plug_ins_and_we_refuse_it()
    {
        var password = Config(user: "username: me, password: secret");
        Refusal(password).ShouldContain("have not taken passwords");
        Load(password).Password.ShouldBe("secret");
        var plugIn = Config(user: "auth-provider: {name: oidc, config: {id-token: a, client-id: b, " +
            "idp-issuer-url: 'https://127.0.0.1:1', refresh-token: c}}");
        Refusal(plugIn).ShouldContain("plug-ins for credentials are not used");
        Load(plugIn).TokenProvider.ShouldNotBeNull("it would ask the address in the file for a token");
    }

    [Fact]
    public void The_library_connects_without_TLS_and_leaves_a_proxy_out_and_we_refuse_both()
    {
        var plain = Config().Replace("https://", "http://", StringComparison.Ordinal);
        Refusal(plain).ShouldContain("begins with https://");
        Load(plain).Host.ShouldBe("http://10.0.0.1:6443");
        var proxy = Config("proxy-url: 'http://10.0.0.2:3128'");
        Refusal(proxy).ShouldContain("proxies are not used");
        Load(proxy).Host.ShouldBe("https://10.0.0.1:6443", "it goes another way than the file says");
    }

    [Fact]
    public void What_both_take_is_the_same()
    {
        var (authority, certificate, key) = (ClusterServer.Certificates.AuthorityPem,
            ClusterServer.Certificates.ClientPem, ClusterServer.Certificates.ClientKeyPem);
        var config = Config($"certificate-authority-data: {TestCertificates.Encode(authority)}",
            $"token: abc, client-certificate-data: {TestCertificates.Encode(certificate)}, " +
            $"client-key-data: {TestCertificates.Encode(key)}");
        var (own, loaded) = (Kubeconfig.Read(config), Load(config));
        own.Server.ShouldBe(new Uri(loaded.Host));
        own.Token.ShouldBe(loaded.AccessToken);
        own.Authorities.ShouldBe(authority);
        loaded.SslCaCerts.ExportCertificatePems().Trim().ShouldBe(authority.Trim());
        own.ClientCertificate.ShouldBe(Encoding.UTF8.GetString(
            Convert.FromBase64String(loaded.ClientCertificateData)));
        own.ClientKey.ShouldBe(Encoding.UTF8.GetString(Convert.FromBase64String(loaded.ClientCertificateKeyData)));
    }

    private static string Refusal(string config) =>
        Should.Throw<SlipwayException>(() => Kubeconfig.Read(config)).Message;

    private static KubernetesClientConfiguration Load(string config) =>
        KubernetesClientConfiguration.BuildConfigFromConfigFile(new MemoryStream(Encoding.UTF8.GetBytes(config)));

    private static string Config(string? cluster = null, string user = "token: abc") =>
        $$"""
        apiVersion: v1
        kind: Config
        current-context: main
        contexts: [{name: main, context: {cluster: one, user: me} }]
        clusters: [{name: one, cluster: {server: "https://10.0.0.1:6443"{{(cluster is null ? "" : $", {cluster}")}} } }]
        users: [{name: me, user: { {{user}} } }]
        """;
}
