using System.Collections;
using System.Runtime.InteropServices;
using System.Text;

namespace Slipway.Linux.Processes;

/// <summary>Options of a child process besides its arguments.</summary>
public sealed record SpawnOptions
{
    /// <summary>
    /// The child's descriptors by number; 0, 1 and 2 default to <c>/dev/null</c>. No other descriptor is inherited.
    /// </summary>
    public IReadOnlyList<(int Number, SafeHandle Handle)> Descriptors { get; init; } = [];

    /// <summary>Added to the environment of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Makes the child the leader of a new session.</summary>
    public bool NewSession { get; init; }

    /// <summary>
    /// The slave side of a terminal: becomes 0, 1 and 2 and, in a new session, the controlling terminal.
    /// </summary>
    public string? Terminal { get; init; }
}

/// <summary>
/// Starts programs with chosen descriptors, which <see cref="System.Diagnostics.Process"/> does not support
/// (posix_spawn(3)).
/// </summary>
public static partial class Spawn
{
    private const int OpaqueSize = 512;
    private const int HighestStandard = 2;
    private const int FirstSafeNumber = 64;
    private const int DuplicateCloseOnExec = 1030;
    private const int ReadWrite = 2;
    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;

    /// <exception cref="SlipwayException">The program is not installed.</exception>
    /// <exception cref="LinuxException">It cannot be started.</exception>
    public static unsafe ChildProcess Start(IReadOnlyList<string> command, SpawnOptions options)
    {
        var actions = stackalloc byte[OpaqueSize];
        var attributes = stackalloc byte[OpaqueSize];
        Check(InitActions(actions), command[0]);
        Check(InitAttributes(attributes), command[0]);
        var copies = new List<int>();
        try
        {
            AddDescriptors(actions, options, copies);
            SetSignals(attributes, options.NewSession);
            using var arguments = new NativeStrings(command);
            using var environment = new NativeStrings(EnvironmentOf(options));
            int pid;
            var error = (Errno)SpawnProcess(
                &pid, command[0], actions, attributes, arguments.Pointer, environment.Pointer);
            if (error == Errno.NotFound)
                throw ToolErrors.Missing(command[0]);
            Check((int)error, command[0]);
            return new ChildProcess(pid);
        }
        finally
        {
            foreach (var copy in copies)
                _ = Close(copy);
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
        }
    }

    /// <summary>
    /// Moves descriptors to high numbers first, because a target number may be the number of another source.
    /// </summary>
    private static unsafe void AddDescriptors(byte* actions, SpawnOptions options, List<int> copies)
    {
        for (var number = 0; number <= HighestStandard; number++)
            if (options.Descriptors.All(d => d.Number != number))
                Check(AddOpen(actions, number, options.Terminal ?? "/dev/null", ReadWrite, 0), "/dev/null");
        foreach (var (number, handle) in options.Descriptors)
        {
            var copy = LinuxException.Check(Fcntl(handle, DuplicateCloseOnExec, FirstSafeNumber), "fcntl");
            copies.Add(copy);
            Check(AddDuplicate(actions, copy, number), "dup2");
        }
    }

    /// <summary>
    /// The runtime ignores SIGPIPE and blocks signals that it handles; children start with the defaults of a shell.
    /// </summary>
    private static unsafe void SetSignals(byte* attributes, bool newSession)
    {
        var all = stackalloc ulong[16];
        var none = stackalloc ulong[16];
        new Span<ulong>(all, 16).Fill(ulong.MaxValue);
        new Span<ulong>(none, 16).Clear();
        Check(SetDefaults(attributes, all), "posix_spawnattr_setsigdefault");
        Check(SetMask(attributes, none), "posix_spawnattr_setsigmask");
        Check(SetFlags(attributes, (short)(SetSignalDefaults | SetSignalMask | (newSession ? SetSession : 0))),
            "posix_spawnattr_setflags");
    }

    private static List<string> EnvironmentOf(SpawnOptions options)
    {
        var all = new List<string>();
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
            if (!options.Environment.ContainsKey((string)entry.Key))
                all.Add($"{entry.Key}={entry.Value}");
        all.AddRange(options.Environment.Select(e => $"{e.Key}={e.Value}"));
        return all;
    }

    private static void Check(int error, string subject)
    {
        if (error != 0)
            throw new LinuxException("posix_spawn", subject, (Errno)error);
    }

    private sealed unsafe class NativeStrings : IDisposable
    {
        private readonly nint[] _strings;

        public NativeStrings(IReadOnlyList<string> strings)
        {
            if (strings.Any(s => s.Contains('\0', StringComparison.Ordinal)))
                throw new ArgumentException("an argument contains a null character", nameof(strings));
            _strings = [.. strings.Select(s => Marshal.StringToCoTaskMemUTF8(s)), 0];
            Pointer = (nint*)NativeMemory.Alloc((nuint)_strings.Length, (nuint)sizeof(nint));
            _strings.CopyTo(new Span<nint>(Pointer, _strings.Length));
        }

        public nint* Pointer { get; }

        public void Dispose()
        {
            foreach (var text in _strings)
                Marshal.FreeCoTaskMem(text);
            NativeMemory.Free(Pointer);
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawnp", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int SpawnProcess(
        int* pid, string file, byte* actions, byte* attributes, nint* arguments, nint* environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static unsafe partial int InitActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static unsafe partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int AddOpen(byte* actions, int number, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static unsafe partial int AddDuplicate(byte* actions, int from, int number);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static unsafe partial int InitAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static unsafe partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static unsafe partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static unsafe partial int SetDefaults(byte* attributes, ulong* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static unsafe partial int SetMask(byte* attributes, ulong* signals);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(SafeHandle descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
