namespace Slipway.Build;

/// <summary>Explains exit codes of shells and runtimes.</summary>
public static class ExitCodeMeaning
{
    private const int MaxSignal = 64;

    /// <summary>In parentheses after a space; empty for most codes.</summary>
    public static string Of(int code) => code switch
    {
        126 => " (it could not be executed)",
        127 => " (a command was not found)",
        > 128 and <= 128 + MaxSignal => $" (signal {code - 128})",
        _ => "",
    };
}
