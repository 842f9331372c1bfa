using System.Net;
using Slipway.Engine;

namespace Slipway.Testing.Gears;

/// <summary>The behaviour of an in-memory gear.</summary>
public sealed record InMemoryProgram
{
    /// <summary>
    /// Ports on which it listens, at the gear's loopback address; each connection gets <see cref="Status"/> as an HTTP
    /// response.
    /// </summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

    /// <summary>Lines it writes at its start.</summary>
    public IReadOnlyList<string> Output { get; init; } = [];

    /// <summary>Exits at once with this code; null runs until it is stopped.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Output and exit code of a command run inside it.</summary>
    public Func<IReadOnlyList<string>, (int Code, string Output)> Exec { get; init; } = command =>
        (0, string.Join(' ', command) + "\n");
}
