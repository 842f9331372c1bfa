using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Linux.Processes;

namespace Slipway.Engine.Embedded.Slots;

/// <summary>
/// A slot's network, created by CNI's <c>ptp</c> and <c>loopback</c> plugins (CNI specification 0.4.0). The address
/// follows from the slot's number, so the plugins need no state (ipam <c>static</c>).
/// </summary>
internal sealed class SlotInterface(EmbeddedEngineOptions options, SlotPlan plan, string installation)
{
    private const string Name = "eth0";

    /// <summary>Connects the slot's network namespace. Returns the name of the host's interface.</summary>
    public async Task<string> AddAsync(Slot slot, CancellationToken cancel)
    {
        var added = RunAsync("ptp", "ADD", Name, slot, Configuration(slot.Address), cancel);
        await RunAsync("loopback", "ADD", "lo", slot,
            """{"cniVersion":"0.4.0","name":"lo","type":"loopback"}"""u8.ToArray(), cancel);
        using var result = JsonDocument.Parse(await added);
        return result.RootElement.GetProperty("interfaces").EnumerateArray()
            .First(i => !i.TryGetProperty("sandbox", out var sandbox) || sandbox.GetString() is null or "")
            .GetProperty("name").GetString()!;
    }

    public Task RemoveAsync(Slot slot, CancellationToken cancel) =>
        RunAsync("ptp", "DEL", Name, slot, Configuration(slot.Address), cancel);

    private byte[] Configuration(IPAddress address) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["cniVersion"] = "0.4.0",
        ["name"] = installation,
        ["type"] = "ptp",
        ["ipMasq"] = false,
        ["ipam"] = new JsonObject
        {
            ["type"] = "static",
            ["addresses"] = new JsonArray(new JsonObject
            {
                ["address"] = $"{address}/{plan.Subnet.PrefixLength}",
                ["gateway"] = plan.Gateway.ToString(),
            }),
            ["routes"] = new JsonArray(new JsonObject { ["dst"] = "0.0.0.0/0" }),
        },
    });

    private async Task<string> RunAsync(
        string plugin, string command, string name, Slot slot, byte[] configuration, CancellationToken cancel)
    {
        var result = await Tool.RunAsync([Path.Combine(options.NetworkPlugins, plugin)], new ToolOptions
        {
            Environment = new Dictionary<string, string>
            {
                ["CNI_COMMAND"] = command,
                ["CNI_CONTAINERID"] = $"{installation}-{slot.Number}",
                ["CNI_NETNS"] = slot.NetworkNamespace,
                ["CNI_IFNAME"] = name,
                ["CNI_PATH"] = options.NetworkPlugins,
            },
            Input = configuration,
        }, cancel);
        return result.Succeeded
            ? result.Output
            : throw new SlipwayException(
                ErrorCode.EngineRuntime,
                $"the network of slot {slot.Number} could not be set up: CNI {plugin} {command}: {MessageOf(result)}");
    }

    private static string MessageOf(ToolResult result)
    {
        try
        {
            return JsonNode.Parse(result.Output)?["msg"]?.ToString() ?? result.Errors.Trim();
        }
        catch (JsonException)
        {
            return result.Errors.Trim();
        }
    }
}
