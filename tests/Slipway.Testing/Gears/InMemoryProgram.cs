using System.Net;
using Slipway.Engine;

namespace Slipway.Testing.Gears;

/// <summary>What an in-memory gear does once it is started.</summary>
public sealed record InMemoryProgram
{
    /// <summary>
    /// Ports it really listens on, at the gear's loopback address; each connection is answered with
    /// <see cref="Status"/> as HTTP.
    /// </summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

    /// <summary>Lines it writes at its start.</summary>
    public IReadOnlyList<string> Output { get; init; } = [];

    /// <summary>Ends at once with this code; null runs until it is stopped.</summary>
    public int? ExitCode { get; init; }

    /// <summary>What a command run inside it writes and returns.</summary>
    public Func<IReadOnlyList<string>, (int Code, string Output)> Exec { get; init; } = command =>
        (0, string.Join(' ', command) + "\n");
}
