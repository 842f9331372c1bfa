using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Slipway.Linux.Processes;

namespace Slipway.EndToEnd.Elsewhere;

/// <summary>
/// Another machine on a network of its own, as far as the server can tell: a network namespace with an address.
/// </summary>
internal sealed partial class OtherMachine : IAsyncDisposable
{
    private const int NetworkNamespace = 0x4000_0000;
    private readonly string _name = $"sw{Random.Shared.Next(0x10000):x4}{Environment.ProcessId % 0x1000:x3}";
    private readonly int _third = Random.Shared.Next(0, 255);

    private OtherMachine()
    {
    }

    public IPAddress Address => IPAddress.Parse($"198.18.{_third}.2");

    public static async Task<OtherMachine> CreateAsync()
    {
        var machine = new OtherMachine();
        var name = machine._name;
        await RunAsync("ip", "netns", "add", name);
        await RunAsync("ip", "link", "add", $"{name}h", "type", "veth", "peer", "name", "eth0", "netns", name);
        await RunAsync("ip", "addr", "add", $"198.18.{machine._third}.1/24", "dev", $"{name}h");
        await RunAsync("ip", "link", "set", $"{name}h", "up");
        foreach (var command in new[]
        {
            $"addr add {machine.Address}/24 dev eth0", "link set eth0 up", "link set lo up",
        })
            await RunAsync(["ip", "-n", name, .. command.Split(' ')]);
        return machine;
    }

    /// <summary>A socket of this process that is bound there: a thread goes over, makes it, and ends.</summary>
    public Socket Bind(int port)
    {
        Socket? socket = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var place = File.OpenHandle($"/run/netns/{_name}");
                if (SetNamespace(place, NetworkNamespace) != 0)
                    throw new SocketException(Marshal.GetLastPInvokeError());
                socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(Address, port));
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? socket! : throw new InvalidOperationException(
            "there is no socket on the other machine", failure);
    }

    public async ValueTask DisposeAsync()
    {
        await Tool.RunAsync(["ip", "link", "del", $"{_name}h"]);
        await Tool.RunAsync(["ip", "netns", "del", _name]);
    }

    private static async Task RunAsync(params string[] command) => (await Tool.RunAsync(command)).OrThrow();

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeHandle place, int kind);
}
