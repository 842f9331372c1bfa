using Slipway.ImageTests.Running;

namespace Slipway.ImageTests.Services;

/// <summary>
/// What checks are made on: containers that share a network, one of them under test, wherever they run.
/// </summary>
internal interface IServiceTarget
{
    /// <summary>What is not there yet may still come until this ends.</summary>
    RetryWindow RetryWindow { get; }

    /// <summary>What messages call it.</summary>
    string Noun { get; }

    /// <summary>What requests are addressed to; IPv6 in brackets.</summary>
    string Host { get; }

    /// <summary>Opens a connection to a port.</summary>
    /// <exception cref="IOException">It is not accepted; the message says what happened.</exception>
    Task<Stream> ConnectAsync(int port, CancellationToken cancel);

    /// <returns>Null when others can connect to the port, else what happens.</returns>
    Task<string?> RefusalAsync(int port, CancellationToken cancel);

    /// <summary>
    /// Where the container under test accepts connections, as <c>ADDRESS:PORT</c>; none when that cannot be told.
    /// </summary>
    Task<IReadOnlyList<string>> ListeningAsync(CancellationToken cancel);

    /// <summary>The processes of the container under test that are root in it, by name.</summary>
    /// <exception cref="SlipwayException">It does not run, or that cannot be told.</exception>
    Task<IReadOnlyList<string>> RootsAsync(CancellationToken cancel);

    /// <param name="container">Null is the one under test.</param>
    /// <exception cref="SlipwayException">It does not run, or the command cannot be started.</exception>
    Task<CommandResult> ExecuteAsync(string? container, IReadOnlyList<string> command, CancellationToken cancel);

    /// <param name="path">Absolute, in the container.</param>
    /// <exception cref="SlipwayException">The container does not run, or there is no such file to read.</exception>
    Task<byte[]> ReadFileAsync(string? container, string path, CancellationToken cancel);

    /// <summary>The last lines that the container under test wrote.</summary>
    Task<IReadOnlyList<string>> TailAsync();
}
