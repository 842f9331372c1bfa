namespace Slipway.Dockerfiles.Syntax;

/// <summary>Parses COPY and ADD.</summary>
internal static class CopyParser
{
    public static CopyInstruction Parse(Arguments given, char escape, bool extract)
    {
        var words = JsonWords.TryRead(given.Line, given.Rest)
            ?? (given.Heredocs.IsEmpty ? Words.Fields(given.Rest) : Words.Split(given.Rest, escape));
        if (words.Length < 2)
            throw DockerfileException.Syntax(
                given.Line, $"{(extract ? "ADD" : "COPY")} needs a source and a destination");
        var flags = given.Flags;
        _ = flags.TakeSwitch("link");
        var copy = new CopyInstruction
        {
            Extract = extract,
            Sources = words[..^1],
            Destination = words[^1],
            Heredocs = given.Heredocs,
            Chown = flags.Take("chown"),
            Chmod = flags.Take("chmod"),
            Excludes = flags.TakeAll("exclude"),
        };
        return extract
            ? copy with
            {
                Checksum = flags.Take("checksum"),
                KeepGitDirectory = flags.TakeSwitch("keep-git-dir") == true,
                Unpack = flags.TakeSwitch("unpack"),
            }
            : copy with { From = flags.Take("from"), Parents = flags.TakeSwitch("parents") == true };
    }
}
