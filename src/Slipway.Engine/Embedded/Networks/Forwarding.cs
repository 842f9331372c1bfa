using System.Globalization;
using Slipway.Linux.Files;

namespace Slipway.Engine.Embedded.Networks;

/// <summary>
/// The kernel's IP forwarding: without it gears reach only the host. The engines of a host share a marker that one of
/// them turned it on, in a directory that a reboot empties.
/// </summary>
/// <param name="hostState">The directory of the marker.</param>
/// <param name="path">The sysctl file.</param>
/// <param name="interfaces">A directory for each interface, with its <c>flags</c>.</param>
internal sealed class Forwarding(
    string hostState, string path = Forwarding.Switch, string interfaces = "/sys/class/net")
{
    internal const string Switch = "/proc/sys/net/ipv4/ip_forward";
    private const string On = "1";
    private const string Off = "0";
    private const int IsUp = 0x1; // IFF_UP
    private const int IsLoopback = 0x8; // IFF_LOOPBACK

    private string Note => Path.Combine(hostState, "forwarding");

    /// <exception cref="SlipwayException">It is off, and may not be turned on here.</exception>
    internal async Task EnableAsync(CancellationToken cancel)
    {
        try
        {
            // A container's /proc/sys is often read-only, with forwarding already on.
            if ((await File.ReadAllTextAsync(path, cancel)).Trim() == On)
                return;
            RuntimeFile.Write(Note, "off before\n"u8);
            await File.WriteAllTextAsync(path, On, cancel);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or SlipwayException { Code.IsSystem: true })
        {
            throw new SlipwayException(
                ErrorCode.EngineUnsupported,
                $"packets of gears would not be forwarded: {path} cannot be set: {e.Message}",
                "run `sysctl -w net.ipv4.ip_forward=1` on the host", e);
        }
    }

    /// <summary>
    /// Turns forwarding off if an engine turned it on and nothing else can need it: with one interface left there is
    /// nothing to forward. Called by the host's last engine when its own interfaces are removed.
    /// </summary>
    internal void Restore()
    {
        if (!File.Exists(Note))
            return;
        File.Delete(Note);
        if (Directory.EnumerateDirectories(interfaces).Count(Forwards) <= 1)
            File.WriteAllText(path, Off);
    }

    private static bool Forwards(string networkInterface)
    {
        var flags = File.ReadAllText(Path.Combine(networkInterface, "flags")).Trim();
        return (int.Parse(
            flags.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (IsUp | IsLoopback)) == IsUp;
    }
}
