using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Slipway.Yaml;

namespace Slipway.ImageTests.Clusters.Access;

/// <summary>Reads the cluster and the user that a context means, noting each problem.</summary>
internal sealed class KubeconfigFields(List<YamlProblem> problems, Func<string, string>? file)
{
    private const int MaxTokenLength = 32 << 10;
    private const string NoPasswords = "API servers have not taken passwords since Kubernetes 1.19";
    private const string NobodyElse = "nobody is impersonated";
    private const string OtherLogin =
        "give the user a token (kubectl create token NAME writes one) or a client certificate";
    private const string Inline =
        "kubectl config view --minify --flatten --raw writes one that holds what is in the files";

    private static readonly Dictionary<string, string> Refused = new()
    {
        ["exec"] = "programs that fetch credentials are never run",
        ["auth-provider"] = "plug-ins for credentials are not used",
        ["username"] = NoPasswords,
        ["password"] = NoPasswords,
        ["as"] = NobodyElse,
        ["as-uid"] = NobodyElse,
        ["as-groups"] = NobodyElse,
        ["as-user-extra"] = NobodyElse,
    };

    private static readonly string[] OfCluster =
    [
        "server", "tls-server-name", "insecure-skip-tls-verify", "certificate-authority", "certificate-authority-data",
        "proxy-url", "disable-compression",
        "extensions",
    ];

    private static readonly string[] OfUser =
    [
        "client-certificate", "client-certificate-data", "client-key", "client-key-data", "token", "tokenFile",
        "extensions", .. Refused.Keys,
    ];

    /// <returns>Null when there is no server; a problem is noted then.</returns>
    public ClusterAccess? Read(YamlMap clusterMap, YamlMap userMap)
    {
        var cluster = new Fields(clusterMap, "cluster", problems);
        var user = new Fields(userMap, "user", problems);
        var server = ReadServer(cluster);
        var access = server is null ? null : new ClusterAccess
        {
            Server = server,
            ServerName = cluster.Checked(
                "tls-server-name", name => Uri.CheckHostName(name) != UriHostNameType.Unknown, "is no name of a host",
                "write the name that the certificate is for"),
            SkipsVerification = cluster.Flag("insecure-skip-tls-verify", false),
            Authorities = ReadPem(cluster, "certificate-authority"),
            ClientCertificate = ReadPem(user, "client-certificate"),
            ClientKey = ReadPem(user, "client-key"),
            Token = ReadToken(user),
        };
        RefuseOthers(cluster, user);
        if (access is not null)
            Check(access, cluster, user);
        return access;
    }

    private static Uri? ReadServer(Fields cluster) =>
        Uri.TryCreate(cluster.Text("server"), UriKind.Absolute, out var server) && server.Scheme == Uri.UriSchemeHttps
            && server.UserInfo.Length == 0
            && server.Query.Length == 0
            ? server
            : cluster.Error<Uri?>(cluster.LineOf("server"), "server", "this is no address that begins with https://",
                "write the API server's own address");

    private static void RefuseOthers(Fields cluster, Fields user)
    {
        Refuse(cluster, "proxy-url", "proxies are not used", "run the tests where the API server can be reached");
        foreach (var (key, cause) in Refused)
            Refuse(user, key, cause, OtherLogin);
        RefuseUnknown(cluster, OfCluster);
        RefuseUnknown(user, OfUser);
    }

    private static void Refuse(Fields fields, string key, string cause, string nextStep)
    {
        if (fields.Has(key))
            fields.Error(fields.LineOf(key), key, cause, nextStep);
    }

    /// <summary>Its name is not shown: in a file that is broken it may be a secret.</summary>
    private static void RefuseUnknown(Fields fields, string[] known)
    {
        foreach (var entry in fields.Entries.Where(entry => !known.Contains(entry.Key)))
            fields.Error(entry.Line, "", "a key is here that is not known", "remove it");
    }

    private static void Check(ClusterAccess access, Fields cluster, Fields user)
    {
        if (access.SkipsVerification && access.Authorities is not null)
            cluster.Error(cluster.Line, "insecure-skip-tls-verify",
                "it stands beside a certificate-authority", "keep one of the two");
        if (access.Authorities is { } authorities && !Holds(() => ClusterTls.ReadAuthorities(authorities)))
            cluster.Error(cluster.Line, "certificate-authority", "this holds no certificates in PEM",
                "write the file of the cluster's authority");
        if ((access.ClientCertificate is null) != (access.ClientKey is null))
            user.Error(user.Line, "client-certificate", "certificate and key belong together, one is missing",
                "write client-certificate and client-key");
        else if (access is { ClientCertificate: { } certificate, ClientKey: { } key }
            && !Holds(() => X509Certificate2.CreateFromPem(certificate, key).Dispose()))
            user.Error(user.Line, "client-certificate", "this is no certificate in PEM with its key",
                "write a certificate and the key that it was made for");
        if (access.Token is null && access.ClientCertificate is null)
            user.Error(user.Line, "token", "the user has nothing to log in with", OtherLogin);
    }

    private static bool Holds(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    private string? ReadToken(Fields user)
    {
        var token = (user.Text("token") is { Length: > 0 } here ? here : ReadFile(user, "tokenFile"))?.Trim();
        user.Find("tokenFile");
        return token is null or { Length: > 0 and <= MaxTokenLength }
            && token?.All(c => c is > ' ' and <= '~') is not false ? token
            : user.Error<string?>(user.LineOf("token"), "token", "this is no token", OtherLogin);
    }

    /// <summary>The data beside it goes before a path.</summary>
    private string? ReadPem(Fields fields, string key)
    {
        var path = fields.Has(key);
        if (fields.Text($"{key}-data") is not { Length: > 0 } data)
            return path ? ReadFile(fields, key) : null;
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(data));
        }
        catch (FormatException)
        {
            return fields.Error<string?>(fields.LineOf($"{key}-data"), $"{key}-data", "this is no base64", Inline);
        }
    }

    private string? ReadFile(Fields fields, string key)
    {
        if (fields.Text(key) is not { Length: > 0 } path)
            return null;
        if (file is null)
            return fields.Error<string?>(fields.LineOf(key), key, "a path is never opened here", Inline);
        try
        {
            return file(path);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return fields.Error<string?>(fields.LineOf(key), key, $"its file cannot be read: {e.Message}",
                "correct the path, or who may read it");
        }
    }
}
