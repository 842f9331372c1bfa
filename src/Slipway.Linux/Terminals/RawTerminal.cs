using System.Runtime.InteropServices;

namespace Slipway.Linux.Terminals;

/// <summary>
/// Puts the terminal of standard input into raw mode until disposed (termios(3), cfmakeraw). Does nothing when standard
/// input is not a terminal.
/// </summary>
public sealed partial class RawTerminal : IDisposable
{
    private const int StandardInput = 0;
    private const int ApplyAfterDrain = 1; // TCSADRAIN
    private const int SizeOfTermios = 128; // 60 bytes in glibc and musl; the rest is reserve
    private readonly byte[]? _before;

    public RawTerminal()
    {
        var mode = new byte[SizeOfTermios];
        if (GetAttributes(StandardInput, mode) != 0)
            return;
        _before = (byte[])mode.Clone();
        MakeRaw(mode);
        _ = LinuxException.Check(SetAttributes(StandardInput, ApplyAfterDrain, mode), "tcsetattr");
    }

    public void Dispose()
    {
        if (_before is not null)
            _ = SetAttributes(StandardInput, ApplyAfterDrain, _before);
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int GetAttributes(int descriptor, byte[] termios);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int SetAttributes(int descriptor, int when, byte[] termios);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(byte[] termios);
}
