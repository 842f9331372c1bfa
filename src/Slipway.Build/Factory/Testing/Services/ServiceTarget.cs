using System.Net;
using System.Net.Sockets;
using Slipway.Engine.Gears;

namespace Slipway.Build.Factory.Testing.Services;

/// <summary>What checks are made on: an address, and the gears behind it.</summary>
/// <param name="Gear">The gear of a pod's container of that name; null is the one under test.</param>
/// <param name="Patience">What is not there yet may still come until this ends.</param>
internal sealed record ServiceTarget(IPAddress Address, Func<string?, GearState?> Gear, Patience Patience)
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(5);

    /// <returns>Null when the port accepts a connection, else what happened.</returns>
    public async Task<string?> RefusalAsync(int port, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(LongestConnect);
        try
        {
            using var client = new TcpClient(Address.AddressFamily);
            await client.ConnectAsync(Address, port, limit.Token);
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionRefused ? "refused" : e.Message;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"no answer within {LongestConnect.TotalSeconds:0} s";
        }
    }
}

/// <summary>How long is waited for what a service that has just started does not do yet.</summary>
internal sealed class Patience(TimeSpan longest, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly long _began = clock.GetTimestamp();

    public TimeSpan Longest => longest;

    public bool IsAtEnd => clock.GetElapsedTime(_began) >= longest;

    public Task PauseAsync(CancellationToken cancel) => Task.Delay(Pause, clock, cancel);

    /// <summary>Asks until there are no failures, at least once.</summary>
    public async Task<IReadOnlyList<string>> UntilGoodAsync(Func<Task<IReadOnlyList<string>>> ask, CancellationToken cancel)
    {
        while (true)
        {
            var failures = await ask();
            if (failures.Count == 0 || IsAtEnd)
                return failures;
            await PauseAsync(cancel);
        }
    }
}
