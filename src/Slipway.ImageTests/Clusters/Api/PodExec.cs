using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.ImageTests.Running;
using Slipway.Oci;

namespace Slipway.ImageTests.Clusters.Api;

/// <summary>
/// Runs a command in a container by way of the API server: channel 1 is its output, 2 its errors, 3 in the end a Status
/// with its exit code (kubelet's <c>streaming/remotecommand</c>).
/// </summary>
internal static class PodExec
{
    private const int OutputChannel = 1;
    private const int ErrorsChannel = 2;
    private const int StatusChannel = 3;

    /// <returns>The exit code.</returns>
    /// <exception cref="SlipwayException">The command cannot be started.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task<int> RunAsync(
        ClusterClient client, PodAddress pod, string container, IReadOnlyList<string> command, BoundedOutput output,
        BoundedOutput errors, CancellationToken cancel)
    {
        using var socket = await client.ExecuteAsync(pod, container, command, cancel);
        using var status = new BoundedOutput();
        while (await socket.ReadAsync(cancel) is var (channel, bytes))
        {
            var target =
                channel switch { OutputChannel => output, ErrorsChannel => errors, StatusChannel => status, _ => null };
            target?.Write(bytes.Span);
        }
        return CodeIn(status.ToArray());
    }

    private static int CodeIn(byte[] bytes)
    {
        JsonObject status;
        try
        {
            status = ApiJsonReader.Parse(bytes);
        }
        catch (JsonException e)
        {
            throw new SlipwayException(
                ErrorCode.Cluster, "the cluster did not say how the command ended", inner: e);
        }
        if (status.Text("status") == "Success")
            return 0;
        var code = status.List("details", "causes")
            .FirstOrDefault(cause => cause.Text("reason") == "ExitCode").Text("message");
        return int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new SlipwayException(ErrorCode.Cluster, Excerpt.Of(status.Text("message"), 400));
    }
}
