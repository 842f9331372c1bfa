using System.Net;
using System.Net.Sockets;
using Slipway.Engine;
using Slipway.Engine.Gears;
using Slipway.ImageTests.Running;

namespace Slipway.ImageTests.Services;

/// <summary>Gears of one slot: an address of their own, and processes that this machine sees.</summary>
/// <param name="gear">The gear of a pod's container of that name; null is the one under test.</param>
internal sealed class GearTarget(
    TestGears gears, IPAddress address, Func<string?, GearState?> gear, RetryWindow retryWindow) : IServiceTarget
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    public IPAddress Address => address;

    public RetryWindow RetryWindow => retryWindow;

    public string Noun => "gear";

    public string Host => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}";

    public async Task<Stream> ConnectAsync(int port, CancellationToken cancel)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException(e.SocketErrorCode == SocketError.ConnectionRefused ? "refused" : e.Message, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Task<string?> RefusalAsync(int port, CancellationToken cancel) =>
        this.TryConnectAsync(port, ConnectTimeout, cancel);

    public Task<IReadOnlyList<string>> ListeningAsync(CancellationToken cancel) =>
        Task.FromResult(gear(null)?.Pid is { } pid ? GearProcesses.Listening(pid) : []);

    public async Task<IReadOnlyList<string>> RootsAsync(CancellationToken cancel) =>
        GearProcesses.Roots(await PidAsync(null, cancel));

    public async Task<CommandResult> ExecuteAsync(
        string? container, IReadOnlyList<string> command, CancellationToken cancel)
    {
        await PidAsync(container, cancel);
        return await gears.ExecuteAsync(gear(container)!.Id, command, cancel);
    }

    public async Task<byte[]> ReadFileAsync(string? container, string path, CancellationToken cancel)
    {
        using var tree = new TreeReader($"/proc/{await PidAsync(container, cancel)}/root");
        return tree.Read(path, out var problem) ?? throw new SlipwayException(ErrorCode.NotFound, problem);
    }

    public async Task<IReadOnlyList<string>> TailAsync() =>
        gear(null) is { } under ? await gears.TailAsync(under.Id) : [];

    private async Task<int> PidAsync(string? container, CancellationToken cancel) =>
        gear(container) is not { } known
            ? throw new SlipwayException(ErrorCode.NotFound, $"there is no container '{container}'")
        : await gears.Engine.FindAsync(known.Id, cancel) is { Phase: GearPhase.Running, Pid: { } pid } ? pid
        : throw new SlipwayException(ErrorCode.Unavailable, "expected the gear to run, it has ended");
}
