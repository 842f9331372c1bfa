using System.Net;
using System.Net.Sockets;
using Slipway.Engine;
using Slipway.Engine.Gears;
using Slipway.Platform.Cartridges;

namespace Slipway.Platform.Gears;

/// <summary>Probes a gear once: ports, HTTP, scripts. What goes wrong is the answer, in words for people.</summary>
internal sealed class GearProbe(IGearEngine engine)
{
    private const int MaxResponseLength = 200;

    // The address is the gear's own; a proxy or a redirect to elsewhere would tell about something else.
    private static readonly HttpClient Http =
        new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero,
        });

    /// <returns>Null when the gear is alive, else what it answered.</returns>
    public async Task<string?> ProbeAsync(
        GearState gear, CartridgeProfile profile, LivenessCheck check, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(check.Timeout);
        try
        {
            return await PortsAsync(gear, profile, check, limit.Token)
                ?? await HttpAsync(gear, profile, check, limit.Token)
                ?? await ScriptsAsync(gear, check, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"no answer within {check.Timeout.TotalSeconds:0.#} s";
        }
        catch (SlipwayException e) when (e.Code.IsEngine)
        {
            return e.Message;
        }
    }

    private static async Task<string?> PortsAsync(
        GearState gear, CartridgeProfile profile, LivenessCheck check, CancellationToken cancel)
    {
        var ports = check.Ports.Length > 0 ? check.Ports
            : check.HttpPath is null && check.Scripts.IsEmpty
            ? [.. profile.Endpoints.Take(1).Select(endpoint => endpoint.Port)] : [];
        foreach (var port in ports)
        {
            try
            {
                using var client = new TcpClient(gear.Address.AddressFamily);
                await client.ConnectAsync(gear.Address, port, cancel);
            }
            catch (SocketException e)
            {
                return $"port {port}: {e.Message}";
            }
        }
        return null;
    }

    private static async Task<string?> HttpAsync(
        GearState gear, CartridgeProfile profile, LivenessCheck check, CancellationToken cancel)
    {
        if (check.HttpPath is not { } path)
            return null;
        var port = check.Ports.Length > 0 ? check.Ports[0] : profile.WebEndpoint?.Port ?? 8080;
        try
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get, $"http://{new IPEndPoint(gear.Address, port)}{path}");
            using var answer = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return (int)answer.StatusCode is >= 200 and < 400
                ? null
                : $"GET {path} on port {port} answered {(int)answer.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return $"GET {path} on port {port}: {e.Message}";
        }
    }

    private async Task<string?> ScriptsAsync(GearState gear, LivenessCheck check, CancellationToken cancel)
    {
        foreach (var script in check.Scripts)
        {
            await using var session = await engine.ExecAsync(gear.Id, new ExecSpec { Command = [script] }, cancel);
            var said = "";
            await foreach (var output in session.ReadAsync(cancel))
            {
                if (said.Length < MaxResponseLength)
                    said += System.Text.Encoding.UTF8.GetString(output.Bytes.Span);
            }
            if (await session.WaitAsync(cancel) is not 0 and var code)
                return $"{script} ended with {code}: " +
                    $"{(said.Length <= MaxResponseLength ? said : said[..MaxResponseLength]).Trim()}";
        }
        return null;
    }
}
