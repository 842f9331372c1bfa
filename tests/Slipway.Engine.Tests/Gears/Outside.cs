using System.Diagnostics;
using Slipway.Linux.Processes;

namespace Slipway.Engine.Tests.Gears;

/// <summary>A network namespace that plays the world outside, at the other end of a cable of its own.</summary>
internal sealed class Outside : IAsyncDisposable
{
    private readonly string _name = $"so{Guid.NewGuid():n}"[..12];
    private readonly int _third = Random.Shared.Next(0, 255);

    private Outside()
    {
    }

    public string Address => $"198.19.{_third}.2";

    public string HostAddress => $"198.19.{_third}.1";

    public static async Task<Outside> CreateAsync()
    {
        var outside = new Outside();
        var name = outside._name;
        await HostAsync("ip", "netns", "add", name);
        await HostAsync("ip", "link", "add", $"{name}h", "type", "veth", "peer", "name", "eth0", "netns", name);
        await HostAsync("ip", "addr", "add", $"{outside.HostAddress}/24", "dev", $"{name}h");
        await HostAsync("ip", "link", "set", $"{name}h", "up");
        (await outside.RunAsync("ip", "addr", "add", $"{outside.Address}/24", "dev", "eth0")).OrThrow();
        (await outside.RunAsync("ip", "link", "set", "eth0", "up")).OrThrow();
        (await outside.RunAsync("ip", "link", "set", "lo", "up")).OrThrow();
        return outside;
    }

    public Task<ToolResult> RunAsync(params string[] command) =>
        Tool.RunAsync(["ip", "netns", "exec", _name, .. command]);

    /// <summary>Answers every connection to port 80 with a line, until disposed.</summary>
    public IAsyncDisposable Listen(string line)
    {
        string[] command = ["netns", "exec", _name, "sh", "-c",
            "while :; do echo \"$0\" | busybox nc -l -p 80; done", line];
        return new Service(Process.Start(new ProcessStartInfo("ip", command))!);
    }

    public async ValueTask DisposeAsync()
    {
        await Tool.RunAsync(["ip", "link", "del", $"{_name}h"]);
        await Tool.RunAsync(["ip", "netns", "del", _name]);
    }

    private static async Task HostAsync(params string[] command) => (await Tool.RunAsync(command)).OrThrow();

    private sealed class Service(Process process) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
