using System.Collections.Immutable;

namespace Slipway.Factory.Specs;

/// <summary>
/// A simple command of a shell script: its words without quotes; variables that cannot be expanded keep their <c>$</c>.
/// </summary>
public sealed record ShellCommand(ImmutableArray<string> Words)
{
    /// <summary>The words without leading assignments, and without programs that only run another one.</summary>
    public ImmutableArray<string> Program
    {
        get
        {
            var at = 0;
            while (at < Words.Length
                && (IsAssignment(Words[at]) || Words[at] is "sudo" or "exec" or "env" or "command" or "nice" or "time"))
                at++;
            return Words[at..];
        }
    }

    internal static bool IsAssignment(string word)
    {
        var at = word.IndexOf('=', StringComparison.Ordinal);
        return at > 0 && !char.IsAsciiDigit(word[0]) && word.AsSpan(0, at).IndexOfAnyExcept(NameCharacters) < 0;
    }

    private static readonly System.Buffers.SearchValues<char> NameCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
}
