using System.Collections.Immutable;

namespace Slipway.Dockerfiles.Planning;

/// <summary>
/// The value of <c>--chmod</c>: an octal mode, or symbolic changes as in chmod(1), <c>u=rwX,go=rX</c>, regardless of
/// the umask.
/// </summary>
/// <param name="Text">As written.</param>
internal sealed record ModeChange(string Text, int? Bits, ImmutableArray<ModeClause> Clauses)
{
    public static ModeChange? TryParse(string text)
    {
        if (FileMode.TryParse(text) is { } bits)
            return new ModeChange(text, bits, []);
        var clauses = ImmutableArray.CreateBuilder<ModeClause>();
        foreach (var part in text.Split(','))
        {
            if (!ModeClause.TryParse(part, clauses))
                return null;
        }
        return new ModeChange(text, null, clauses.ToImmutable());
    }

    /// <summary>Applies the change to a mode.</summary>
    public int Of(int mode, bool isDirectory) =>
        Bits ?? Clauses.Aggregate(mode, (changed, clause) => clause.Of(changed, isDirectory));
}

/// <summary>One symbolic operation: <c>go+rX</c>.</summary>
/// <param name="Who">The affected bits, including set-id and sticky bits.</param>
/// <param name="Letters">Letters of <c>rwxXst</c>, or one of <c>ugo</c>, whose bits are copied.</param>
internal sealed record ModeClause(int Who, char Operation, string Letters)
{
    private const int MaxPermissionLetters = 12;
    private const int User = 0x9C0; // 04700
    private const int Group = 0x438; // 02070
    private const int Others = 0x207; // 01007
    private const int Execute = 0x49; // 0111

    /// <summary>Parses the classes, followed by operations.</summary>
    public static bool TryParse(string text, ImmutableArray<ModeClause>.Builder clauses)
    {
        var at = 0;
        var who = 0;
        for (; at < text.Length && BitsOf(text[at]) is var bits && bits != 0; at++)
            who |= bits;
        if (at == text.Length || at > MaxPermissionLetters)
            return false;
        while (at < text.Length)
        {
            var operation = text[at++];
            var start = at;
            while (at < text.Length && text[at] is not ('+' or '-' or '='))
                at++;
            var letters = text[start..at];
            if (operation is not ('+' or '-' or '=') || !AreLetters(letters))
                return false;
            clauses.Add(new ModeClause(who == 0 ? User | Group | Others : who, operation, letters));
        }
        return true;
    }

    public int Of(int mode, bool isDirectory)
    {
        var bits = Letters.Aggregate(0, (set, letter) => set | Meant(letter, mode, isDirectory)) & Who;
        return Operation switch
        {
            '+' => mode | bits,
            '-' => mode & ~bits,
            // A directory keeps its set-id bits unless they are named, as in chmod(1).
            _ => (mode & ~(Who & (isDirectory ? 0x3FF : 0xFFF))) | bits,
        };
    }

    private static int BitsOf(char who) =>
        who switch { 'u' => User, 'g' => Group, 'o' => Others, 'a' => User | Group | Others, _ => 0 };

    private static bool AreLetters(string letters) =>
        letters is "u" or "g" or "o" || (letters.Length <= MaxPermissionLetters
            && letters.All(letter => "rwxXst".Contains(letter, StringComparison.Ordinal)));

    private static int Meant(char letter, int mode, bool isDirectory) => letter switch
    {
        'r' => 0x124, // 0444
        'w' => 0x92, // 0222
        'x' => Execute,
        'X' => isDirectory || (mode & Execute) != 0 ? Execute : 0,
        's' => 0xC00, // 06000
        't' => 0x200, // 01000
        'u' => Spread(mode >> 6),
        'g' => Spread(mode >> 3),
        _ => Spread(mode),
    };

    private static int Spread(int bits) => (bits & 7) * Execute;
}
