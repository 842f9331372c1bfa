using System.Net;
using Slipway.ImageTests.Clusters.Api;
using Slipway.ImageTests.Running;
using Slipway.ImageTests.Services;

namespace Slipway.ImageTests.Clusters.Pods;

/// <summary>
/// A pod on a cluster, asked by way of its API server: ports are forwarded, all else is told by commands
/// in its containers.
/// </summary>
/// <param name="containers">All of it.</param>
/// <param name="container">The one under test.</param>
internal sealed class PodTarget(
    ClusterClient client, PodAddress pod, IReadOnlyList<string> containers, string container, RetryWindow retryWindow,
    TimeProvider clock) : IServiceTarget
{
    /// <summary>How long a port that refuses has time to say so.</summary>
    private static readonly TimeSpan StabilizationTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);
    private readonly HashSet<int> _accepting = [];

    public RetryWindow RetryWindow => retryWindow;

    public string Noun => "pod";

    public string Host => "localhost";

    public async Task<Stream> ConnectAsync(int port, CancellationToken cancel)
    {
        var stream = await client.ForwardAsync(pod, port, cancel);
        try
        {
            if (!_accepting.Contains(port))
                await stream.SettleAsync(StabilizationTime, clock, cancel);
            _accepting.Add(port);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    public async Task<string?> RefusalAsync(int port, CancellationToken cancel) =>
        await this.TryConnectAsync(port, ConnectTimeout, cancel)
        ?? (await SocketsAsync(cancel) is { Count: > 0 } sockets ? RefusalIn(sockets, port) : null);

    public async Task<IReadOnlyList<string>> ListeningAsync(CancellationToken cancel) =>
        [.. (await SocketsAsync(cancel)).Select(socket => socket.ToString())];

    /// <summary>
    /// By the container's shell; where it has none, by the user that the cluster says it was started as.
    /// </summary>
    public async Task<IReadOnlyList<string>> RootsAsync(CancellationToken cancel)
    {
        using var output = new BoundedOutput();
        using var errors = new BoundedOutput();
        try
        {
            await PodExec.RunAsync(client, pod, container, ["/bin/sh", "-c", "echo $$; exec cat /proc/[0-9]*/status"],
                output, errors, cancel);
        }
        catch (Exception e) when (e is IOException or SlipwayException)
        {
            return await StartedAsRootAsync(e, cancel);
        }
        var lines = output.Lines;
        var self = lines.Count > 0 && int.TryParse(lines[0], out var id) ? id : 0;
        var processes = ProcessStatus.ReadAll(lines)
            .Where(process => process.Id != self && process.Parent != self).ToList();
        return processes.Count > 0
            ? [.. processes.Where(process => process.IsRoot).Select(process => process.Name).Distinct()]
            : throw new SlipwayException(
                ErrorCode.EngineUnsupported, "the container's shell does not show its processes");
    }

    public async Task<CommandResult> ExecuteAsync(string? name, IReadOnlyList<string> command, CancellationToken cancel)
    {
        using var output = new BoundedOutput();
        return new CommandResult(
            await PodExec.RunAsync(client, pod, Known(name), command, output, output, cancel), output.Text);
    }

    public async Task<byte[]> ReadFileAsync(string? name, string path, CancellationToken cancel)
    {
        using var output = new BoundedOutput();
        using var errors = new BoundedOutput();
        var code = await PodExec.RunAsync(client, pod, Known(name), ["cat", path], output, errors, cancel);
        if (code != 0)
            throw new SlipwayException(
                ErrorCode.NotFound, $"cat ends with {code}: {TextChecks.Show(errors.Text)}");
        return output.IsFull
            ? throw new SlipwayException(ErrorCode.LimitReached, $"it is longer than {BoundedOutput.MaxBytes} bytes")
            : output.ToArray();
    }

    public Task<IReadOnlyList<string>> TailAsync() => new PodLogs(client, pod).TailAsync(container);

    private string Known(string? name) =>
        name is null || containers.Contains(name) ? name ?? container : throw new SlipwayException(
            ErrorCode.NotFound, $"there is no container '{name}'");

    private static string? RefusalIn(IReadOnlyList<IPEndPoint> sockets, int port)
    {
        var listening = sockets.Where(socket => socket.Port == port).ToList();
        return listening.Count == 0 ? "refused"
            : listening.All(socket => IPAddress.IsLoopback(socket.Address)) ? "refused from outside the pod" : null;
    }

    /// <summary>None when the container has nothing to show them with.</summary>
    private async Task<IReadOnlyList<IPEndPoint>> SocketsAsync(CancellationToken cancel)
    {
        using var output = new BoundedOutput();
        using var errors = new BoundedOutput();
        try
        {
            await PodExec.RunAsync(
                client, pod, container, ["cat", "/proc/net/tcp", "/proc/net/tcp6"], output, errors, cancel);
            return ListeningSockets.Of(output.Lines);
        }
        catch (Exception e) when (e is IOException or SlipwayException)
        {
            return [];
        }
    }

    private async Task<IReadOnlyList<string>> StartedAsRootAsync(Exception without, CancellationToken cancel)
    {
        var status = await client.FindPodAsync(pod, cancel);
        var own = status.List("status", "containerStatuses").FirstOrDefault(one => one.Text("name") == container);
        return own.Number("user", "linux", "uid") switch
        {
            null => throw new SlipwayException(
                ErrorCode.Cluster,
                "the processes cannot be told: no shell shows them, and the cluster does not say whom the container " +
                    $"is run as ({without.Message})", inner: without),
            0 => [$"{container}, as which it was started"],
            _ => [],
        };
    }
}
