using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Slipway.Edge.Supervision;

/// <summary>Checks whether a port is free and, as far as /proc shows it, which process uses it.</summary>
internal static class PortCheck
{
    private const string Listening = "0A";

    /// <exception cref="SlipwayException">The port is in use or may not be used.</exception>
    public static void RequireFree(IPEndPoint wanted)
    {
        try
        {
            using var probe = new Socket(wanted.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(wanted);
            probe.Listen(1);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new SlipwayException(
                ErrorCode.PortInUse, $"port {wanted.Port} is in use{DescribeHolder(wanted.Port)}",
                "stop that program or choose another port", e);
        }
        catch (SocketException e)
        {
            throw new SlipwayException(
                ErrorCode.Edge, $"cannot listen on {wanted}: {e.Message}", "choose another address or port", e);
        }
    }

    private static string DescribeHolder(int port)
    {
        var inodes = new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists).SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(f => f.Length > 9 && f[3] == Listening
                && int.TryParse(f[1].AsSpan(f[1].LastIndexOf(':') + 1), NumberStyles.HexNumber, null, out var at)
                && at == port)
            .Select(f => $"socket:[{f[9]}]").ToHashSet(StringComparer.Ordinal);
        var pid = Directory.EnumerateDirectories("/proc")
            .Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0]))
            .FirstOrDefault(path => HasSocket(path, inodes));
        return pid is null ? "" : $" by {File.ReadAllText(pid + "/comm").Trim()} (process {Path.GetFileName(pid)})";
    }

    private static bool HasSocket(string process, HashSet<string> inodes)
    {
        try
        {
            return new DirectoryInfo(process + "/fd")
                .EnumerateFiles().Any(fd => fd.LinkTarget is { } target && inodes.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
