namespace Slipway.Dockerfiles.Planning;

/// <summary>Permission bits in octal (<c>755</c>, <c>0644</c>, <c>4755</c>).</summary>
internal static class FileMode
{
    public static int? TryParse(string text) =>
        text.Length is > 0 and <= 5 && text.All(c => c is >= '0' and <= '7')
            && Convert.ToInt32(text, 8) is var mode and <= 0xFFF ? mode : null;
}
