using System.Collections.Immutable;
using System.Globalization;

namespace Slipway.Dockerfiles.Planning;

/// <summary>The Linux signals that STOPSIGNAL accepts (signal(7)), with or without <c>SIG</c>, or by number.</summary>
internal static class Signals
{
    private static readonly ImmutableHashSet<string> Names = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE", "POLL",
        "PROF", "PWR", "QUIT", "SEGV",
        "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM", "WINCH",
        "XCPU", "XFSZ", "RTMIN", "RTMAX");

    public static bool IsSignal(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number is > 0 and <= 64;
        var name = text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text[3..] : text;
        return Names.Contains(name) || IsRealTime(name);
    }

    private static bool IsRealTime(string name) => name.Length is > 6 and <= 8
        && (name.StartsWith("RTMIN+", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("RTMAX-", StringComparison.OrdinalIgnoreCase))
        && int.TryParse(name.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
        && offset <= 30;
}
