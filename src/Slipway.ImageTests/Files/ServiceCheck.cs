namespace Slipway.ImageTests.Files;

/// <summary>One thing that is asked of a running gear; each is a case of the report.</summary>
public abstract record ServiceCheck
{
    /// <summary>What the report calls it.</summary>
    public abstract string Label { get; }
}

/// <summary><c>listens</c>: the port accepts connections.</summary>
public sealed record PortCheck(int Port) : ServiceCheck
{
    public override string Label => $"listens on {Port}";
}

/// <summary><c>notRoot</c>: no process of the gear is root in it.</summary>
public sealed record NotRootCheck : ServiceCheck
{
    public override string Label => "no process is root";
}

/// <summary><c>tls</c>: a handshake, and what was negotiated.</summary>
public sealed record TlsCheck(int Port) : ServiceCheck
{
    public override string Label => $"negotiates TLS on {Port}";

    public string ServerName { get; init; } = "localhost";

    /// <summary>The least version: 1.2 or 1.3.</summary>
    public Version MinimumVersion { get; init; } = new(1, 2);

    public TextPattern? Subject { get; init; }

    /// <summary>DNS names that the certificate is for.</summary>
    public IReadOnlyList<string> CertificateNames { get; init; } = [];

    /// <summary>How long the certificate is valid from now on.</summary>
    public TimeSpan? ValidFor { get; init; }

    /// <summary>A file of certificates (PEM) beside the test file: the chain must end in one of them.</summary>
    public string? Authority { get; init; }

    /// <summary>The application protocol (ALPN) that must be agreed on, such as <c>h2</c>.</summary>
    public string? ApplicationProtocol { get; init; }
}

/// <summary>A request and what its answer must be.</summary>
public sealed record HttpCheck(int Port, string Path) : ServiceCheck
{
    public override string Label => $"{Method} {Path} on {Port}";

    public string Method { get; init; } = "GET";

    public bool Tls { get; init; }

    public IReadOnlyList<Variable> Headers { get; init; } = [];

    public string? Body { get; init; }

    public int Status { get; init; } = 200;

    public IReadOnlyList<Variable> ExpectedHeaders { get; init; } = [];

    public Expectations Contents { get; init; } = Expectations.None;
}

/// <summary><c>openapi</c>: the answers are as an OpenAPI 3 document says.</summary>
/// <param name="File">Below the directory of the test file.</param>
public sealed record OpenApiCheck(int Port, string File) : ServiceCheck
{
    public override string Label => $"answers on {Port} as {File} says";

    public bool Tls { get; init; }

    /// <summary>Before the document's paths.</summary>
    public string BasePath { get; init; } = "";
}

/// <summary><c>configuration</c>: what the gear was given shows in a file, a command's output or an answer.</summary>
public sealed record ConfigurationCheck : ServiceCheck
{
    public override string Label => File is not null ? $"applies its configuration: {File}"
        : Http is not null ? $"applies its configuration: {Http.Label}"
        : $"applies its configuration: {string.Join(' ', Command ?? [])}";

    /// <summary>Absolute, in the running gear.</summary>
    public string? File { get; init; }

    /// <summary>Run in the gear; ends with 0.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    public HttpCheck? Http { get; init; }

    public Expectations Contents { get; init; } = Expectations.None;

    /// <summary>The pod's container that the file and the command are in; null is the one under test.</summary>
    public string? Container { get; init; }
}
