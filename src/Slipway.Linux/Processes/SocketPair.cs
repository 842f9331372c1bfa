using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Processes;

/// <summary>
/// A connected pair of stream sockets: this process uses one end asynchronously, a child inherits the other as a
/// descriptor.
/// </summary>
public static partial class SocketPair
{
    private const int Unix = 1;
    private const int Stream = 1;
    private const int CloseOnExec = 0x80000;

    public static unsafe (NetworkStream Ours, SafeFileHandle Childs) Create()
    {
        var ends = stackalloc int[2];
        LinuxException.Check(Pair(Unix, Stream | CloseOnExec, 0, ends), "socketpair");
        var childs = new SafeFileHandle(ends[1], ownsHandle: true);
        return (
            new NetworkStream(new Socket(new SafeSocketHandle(ends[0], ownsHandle: true)), ownsSocket: true), childs);
    }

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static unsafe partial int Pair(int domain, int type, int protocol, int* ends);
}
