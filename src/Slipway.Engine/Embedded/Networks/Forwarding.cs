namespace Slipway.Engine.Embedded.Networks;

/// <summary>The kernel's switch for passing on packets between interfaces: without it no gear reaches anything but the host.</summary>
internal static class Forwarding
{
    private const string On = "1";

    internal const string Switch = "/proc/sys/net/ipv4/ip_forward";

    /// <summary>Turns it on. It stays on: others may have come to need it as well.</summary>
    /// <exception cref="EngineException">It is off, and may not be turned on here.</exception>
    internal static async Task EnableAsync(string path, CancellationToken cancel)
    {
        try
        {
            // A container's /proc/sys is often read-only, with forwarding on.
            if ((await File.ReadAllTextAsync(path, cancel)).Trim() != On)
                await File.WriteAllTextAsync(path, On, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(EngineError.Unsupported, $"packets of gears would not be forwarded: {path} cannot be set: {e.Message}",
                "run `sysctl -w net.ipv4.ip_forward=1` on the host", e);
        }
    }
}
