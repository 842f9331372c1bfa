using System.Globalization;

namespace Slipway.Linux.Processes;

/// <summary>A signal by its number on x86-64 and arm64 (signal(7)).</summary>
public readonly record struct Signal(int Number)
{
    private static readonly string[] Names =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE",
        "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS",
    ];

    private const int FirstRealTime = 34;
    private const int LastRealTime = 64;

    public static readonly Signal Hangup = new(1);
    public static readonly Signal Kill = new(9);
    public static readonly Signal Terminate = new(15);

    /// <summary>Reads <c>SIGTERM</c>, <c>TERM</c>, <c>15</c>, <c>SIGRTMIN+3</c>.</summary>
    public static bool TryParse(string text, out Signal signal)
    {
        signal = default;
        if (text.Length is 0 or > 16)
            return false;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return Is(number, out signal);
        var name = text.ToUpperInvariant();
        name = name.StartsWith("SIG", StringComparison.Ordinal) ? name[3..] : name;
        if (name.StartsWith("RTMIN", StringComparison.Ordinal))
            return Is(FirstRealTime + Offset(name[5..], '+'), out signal);
        if (name.StartsWith("RTMAX", StringComparison.Ordinal))
            return Is(LastRealTime - Offset(name[5..], '-'), out signal);
        return Is(Array.IndexOf(Names, name), out signal);
    }

    public override string ToString() =>
        Number is > 0 && Number < Names.Length ? "SIG" + Names[Number] : Number.ToString(CultureInfo.InvariantCulture);

    private static bool Is(int number, out Signal signal)
    {
        signal = new Signal(number);
        return number is > 0 and <= LastRealTime;
    }

    private static int Offset(string text, char sign)
    {
        if (text.Length == 0)
            return 0;
        return text[0] == sign && int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture,
            out var offset) && offset <= 30 ? offset : 1000;
    }
}
