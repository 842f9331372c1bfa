using FsCheck;
using FsCheck.Fluent;
using Slipway.ImageTests.Clusters.Access;
using Slipway.Testing.Clusters;

namespace Slipway.ImageTests.Tests.Clusters;

/// <summary>What is taken from kubeconfigs, and what of them is refused.</summary>
public sealed class KubeconfigTests
{
    private const string Secret = "sentinel-0123456789";

    private static string Text(string cluster = "server: https://10.0.0.1:6443", string user = "token: " + Secret) =>
        $$"""
        apiVersion: v1
        kind: Config
        preferences: {}
        current-context: main
        contexts:
          - {name: main, context: {cluster: one, user: me, namespace: team} }
          - {name: other, context: {cluster: two, user: me} }
          - {name: lost, context: {cluster: nowhere, user: me} }
        clusters:
          - {name: one, cluster: { {{cluster}} } }
          - {name: two, cluster: {server: "https://two.example.com/k8s/clusters/c-1"} }
        users:
          - {name: me, user: { {{user}} } }
          - {name: broken, user: {exec: {command: rm} } }
        """;

    [Fact]
    public void The_current_context_is_taken_or_the_one_that_is_named()
    {
        var access = Kubeconfig.Read(Text());
        access.Server.ShouldBe(new Uri("https://10.0.0.1:6443"));
        access.Token.ShouldBe(Secret);
        Kubeconfig.Read(Text(), "other").Server.ShouldBe(new Uri("https://two.example.com/k8s/clusters/c-1"));
        $"{access}".ShouldBe("10.0.0.1:6443", "it may be logged");
    }

    [Theory]
    [InlineData("server: https://10.0.0.1", "exec: {command: aws, args: [token]}",
        "user/exec: programs that fetch credentials are never run", "kubectl create token")]
    [InlineData("server: https://10.0.0.1", "auth-provider: {name: gcp}",
        "user/auth-provider: plug-ins for credentials are not used", "kubectl create token")]
    [InlineData("server: https://10.0.0.1", "username: me, password: " + Secret, "have not taken passwords since",
        "kubectl create token")]
    [InlineData("server: https://10.0.0.1", "token: " + Secret + ", as: admin", "nobody is impersonated", "token")]
    [InlineData("server: https://10.0.0.1", "other: " + Secret, "a key is here that is not known", "remove it")]
    [InlineData("server: https://10.0.0.1", "", "nothing to log in with", "kubectl create token")]
    [InlineData("server: https://10.0.0.1", "token: 'two words " + Secret + "'", "this is no token", "token")]
    [InlineData(
        "server: https://10.0.0.1", "tokenFile: /etc/shadow", "tokenFile: a path is never opened here", "--flatten")]
    [InlineData("server: https://10.0.0.1", "client-certificate: a.pem, client-key: b.pem",
        "client-key: a path is never opened here", "--flatten")]
    [InlineData(
        "server: https://10.0.0.1", "client-key-data: " + Secret, "client-key-data: this is no base64", "--flatten")]
    [InlineData("server: https://10.0.0.1", "client-certificate-data: c2VudGluZWw=, client-key-data: c2VudGluZWw=",
        "no certificate in PEM with its key", "key")]
    [InlineData("server: https://10.0.0.1", "client-certificate-data: c2VudGluZWw=",
        "certificate and key belong together", "client-key")]
    [InlineData("server: https://10.0.0.1, certificate-authority: ca.pem", "token: " + Secret,
        "certificate-authority: a path is never opened here", "--flatten")]
    [InlineData("server: https://10.0.0.1, certificate-authority-data: c2VudGluZWw=", "token: " + Secret,
        "holds no certificates", "authority")]
    [InlineData(
        "server: https://10.0.0.1, proxy-url: socks5://x", "token: " + Secret, "proxies are not used", "reached")]
    [InlineData("server: http://10.0.0.1", "token: " + Secret, "begins with https://", "address")]
    [InlineData("server: 'https://me:" + Secret + "@10.0.0.1'", "token: x", "begins with https://", "address")]
    public void What_is_not_taken_is_refused_with_a_next_step_and_without_its_value(
        string cluster, string user, string cause, string nextStep)
    {
        var refused = Should.Throw<SlipwayException>(() => Kubeconfig.Read(Text(cluster, user)));
        refused.Message.ShouldContain(cause);
        refused.NextStep.ShouldNotBeNull().ShouldContain(nextStep);
        refused.ToString().ShouldNotContain(Secret);
    }

    [Theory]
    [InlineData("lost", "no cluster 'nowhere'")]
    [InlineData("absent", "no context 'absent'")]
    public void A_context_that_leads_nowhere_is_refused(string context, string cause) =>
        Should.Throw<SlipwayException>(() => Kubeconfig.Read(Text(), context)).Message.ShouldContain(cause);

    [Fact]
    public void What_is_named_by_path_is_read_by_who_says_how_and_then_stands_in_the_file_itself()
    {
        var certificates = ClusterServer.Certificates;
        var files = new Dictionary<string, string>
        {
            ["ca.pem"] = certificates.AuthorityPem, ["me.pem"] = certificates.ClientPem,
            ["me.key"] = certificates.ClientKeyPem, ["token"] = Secret + "\n",
        };
        var config = Text("server: https://10.0.0.1:6443/base, tls-server-name: kube, certificate-authority: ca.pem",
            "client-certificate: me.pem, client-key: me.key, tokenFile: token");
        var access = Kubeconfig.Read(config, null, path => files[path]);
        access.Token.ShouldBe(Secret);
        access.Authorities.ShouldBe(certificates.AuthorityPem);
        Kubeconfig.Read(access.ToKubeconfig()).ShouldBe(access);
        var open = Kubeconfig.Read(Text("server: https://10.0.0.1, insecure-skip-tls-verify: true"));
        Kubeconfig.Read(open.ToKubeconfig()).ShouldBe(open);
    }

    [Fact]
    public void Whatever_the_text_is_it_is_an_access_or_a_refusal()
    {
        string[] pieces = [":", "- ", "\n", "  ", "[", "]", "{", "}", "---\n", "&a ", "*a", "'", "~", "null",
            "99999999999", "é", "server", "main", ","];
        var text = Text();
        var mutated = from edits in Gen.ArrayOf(from at in Gen.Choose(0, text.Length - 1)
                                                from cut in Gen.Choose(0, 30)
                                                from piece in Gen.Elements(pieces)
                                                select (at, cut, piece), 3)
                      select edits.Aggregate(text, (now, edit) =>
                      {
                          var at = Math.Min(edit.at, now.Length);
                          return now.Remove(at, Math.Min(edit.cut, now.Length - at)).Insert(at, edit.piece);
                      });
        Prop.ForAll(mutated.ToArbitrary(), candidate =>
        {
            try
            {
                Kubeconfig.Read(candidate).Server.Scheme.ShouldBe("https");
            }
            catch (SlipwayException e)
            {
                e.NextStep.ShouldNotBeNullOrEmpty();
                e.ToString().ShouldNotContain(Secret);
            }
        }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(1000));
    }
}
