using System.Text.Json;

namespace Slipway.ImageTests.Clusters.Access;

/// <summary>
/// How a cluster's API server is reached, and who logs in: all that is taken from a kubeconfig. It is a secret.
/// </summary>
public sealed record ClusterAccess
{
    /// <summary>HTTPS, with a path where something stands before the API server.</summary>
    public required Uri Server { get; init; }

    /// <summary>The name that the server's certificate is for, where it is not the address's.</summary>
    public string? ServerName { get; init; }

    public bool SkipsVerification { get; init; }

    /// <summary>PEM; null is whoever this machine trusts.</summary>
    public string? Authorities { get; init; }

    /// <summary>PEM, together with <see cref="ClientKey"/>.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>PEM.</summary>
    public string? ClientKey { get; init; }

    public string? Token { get; init; }

    /// <summary>A kubeconfig of this alone, without paths.</summary>
    public string ToKubeconfig()
    {
        using var file = new MemoryStream();
        using (var json = new Utf8JsonWriter(file))
        {
            json.WriteStartObject();
            json.WriteString("current-context", "test");
            WriteNamed(json, "contexts", "context", ("cluster", "test"), ("user", "test"));
            WriteNamed(json, "clusters", "cluster", ("server", Server.AbsoluteUri), ("tls-server-name", ServerName),
                ("insecure-skip-tls-verify", SkipsVerification ? "true" : null),
                ("certificate-authority-data", Encode(Authorities)));
            WriteNamed(json, "users", "user", ("client-certificate-data", Encode(ClientCertificate)),
                ("client-key-data", Encode(ClientKey)), ("token", Token));
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(file.ToArray());
    }

    /// <summary>Only where it is.</summary>
    public override string ToString() => Server.Authority;

    private static void WriteNamed(
        Utf8JsonWriter json, string list, string kind, params ReadOnlySpan<(string Key, string? Value)> entries)
    {
        json.WriteStartArray(list);
        json.WriteStartObject();
        json.WriteString("name", "test");
        json.WriteStartObject(kind);
        foreach (var (key, value) in entries)
        {
            if (value is not null)
                json.WriteString(key, value);
        }
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static string? Encode(string? pem) =>
        pem is null ? null : Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(pem));
}
