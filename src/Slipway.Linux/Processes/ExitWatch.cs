using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Processes;

/// <summary>
/// One thread that waits for all pidfds of this process (epoll(7)); each registration is for one event.
/// </summary>
internal static partial class ExitWatch
{
    private const int Add = 1;
    private const int Remove = 2;
    private const uint In = 1;
    private const uint OneShot = 1u << 30;
    private const int CloseOnExec = 0x80000;
    private const int Batch = 64;

    /// <summary>
    /// The kernel packs the structure on x86-64 only: the data is at offset 4 there and at 8 on other architectures.
    /// </summary>
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    private static readonly ConcurrentDictionary<long, (SafeFileHandle Descriptor, TaskCompletionSource Done)> Waiting =
        new();
    private static long s_last;
    private static readonly Lazy<int> Poll = new(Start);

    public static Task WhenReadable(SafeFileHandle descriptor)
    {
        var key = Interlocked.Increment(ref s_last);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // The entry holds a duplicate, so that closing the caller's descriptor does not affect the wait.
        var own = new SafeFileHandle(
            LinuxException.Check(Duplicate(descriptor, 1030 /* F_DUPFD_CLOEXEC */, 3), "fcntl"), ownsHandle: true);
        Waiting[key] = (own, done);
        Span<byte> registration = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(registration, In | OneShot);
        BinaryPrimitives.WriteInt64LittleEndian(registration[DataOffset..], key);
        LinuxException.Check(Control(Poll.Value, Add, own, registration), "epoll_ctl");
        return done.Task;
    }

    private static int Start()
    {
        var poll = LinuxException.Check(CreatePoll(CloseOnExec), "epoll_create1");
        new Thread(() => Loop(poll)) { IsBackground = true, Name = "exits" }.Start();
        return poll;
    }

    private static void Loop(int poll)
    {
        var size = DataOffset + 8;
        var events = new byte[Batch * size];
        while (true)
        {
            var count = WaitForEvents(poll, events, Batch, -1);
            for (var i = 0; i < count; i++)
                Complete(poll, BinaryPrimitives.ReadInt64LittleEndian(events.AsSpan(i * size + DataOffset)));
        }
    }

    private static void Complete(int poll, long key)
    {
        if (!Waiting.TryRemove(key, out var entry))
            return;
        _ = Control(poll, Remove, entry.Descriptor, stackalloc byte[16]);
        entry.Descriptor.Dispose();
        entry.Done.SetResult();
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int CreatePoll(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int poll, int operation, SafeFileHandle descriptor, Span<byte> registration);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int WaitForEvents(int poll, byte[] events, int count, int timeout);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Duplicate(SafeFileHandle descriptor, int command, int lowest);
}
