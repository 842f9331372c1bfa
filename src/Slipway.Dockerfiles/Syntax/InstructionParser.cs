using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Slipway.Dockerfiles.Syntax;

/// <summary>Parses single instructions (Docker's Dockerfile reference, one section for each keyword).</summary>
internal sealed partial class InstructionParser(char escape)
{
    public Instruction Parse(LogicalLine line)
    {
        var end = line.Text.AsSpan().IndexOfAny(" \t");
        var keyword = (end < 0 ? line.Text : line.Text[..end]).ToUpperInvariant();
        var (flags, rest) = Flags.Cut(line.Number, end < 0 ? "" : line.Text[end..], escape);
        var read = Read(keyword, new Arguments(line, flags, rest.TrimEnd()));
        flags.ThrowIfUnknown(keyword);
        return read with { Line = line.Number, Text = line.Text };
    }

    /// <summary>Parses an ONBUILD trigger of a base image.</summary>
    public Instruction ParseTrigger(string expression, int line)
    {
        var reader = new LineReader(expression);
        return reader.Read() is [var only]
            ? Parse(only with { Number = line })
            : throw DockerfileException.Syntax(
                line, $"the base image's trigger '{Excerpt.Of(expression)}' is not one instruction");
    }

    private Instruction Read(string keyword, Arguments given) => keyword switch
    {
        "FROM" => From(given),
        "RUN" => Run(given),
        "CMD" => new CmdInstruction(CommandOf(given, allowEmpty: true)),
        "ENTRYPOINT" => new EntrypointInstruction(CommandOf(given, allowEmpty: true)),
        "ENV" => new EnvInstruction(Assignments(given, "ENV")),
        "LABEL" => new LabelInstruction(Assignments(given, "LABEL")),
        "ARG" => new ArgInstruction(ArgumentsOf(given)),
        "EXPOSE" => new ExposeInstruction(NotEmpty(given, "EXPOSE", Words.Fields(given.Rest))),
        "VOLUME" => new VolumeInstruction(
            NotEmpty(given, "VOLUME", JsonWords.TryRead(given.Line, given.Rest) ?? Words.Fields(given.Rest))),
        "USER" => new UserInstruction(One(given, "USER")),
        "WORKDIR" => new WorkdirInstruction(One(given, "WORKDIR")),
        "STOPSIGNAL" => new StopSignalInstruction(One(given, "STOPSIGNAL")),
        "MAINTAINER" => new MaintainerInstruction(One(given, "MAINTAINER")),
        "SHELL" => Shell(given),
        "HEALTHCHECK" => new HealthcheckInstruction(HealthcheckParser.Parse(given)),
        "ONBUILD" => OnBuild(given),
        "COPY" => CopyParser.Parse(given, escape, extract: false),
        "ADD" => CopyParser.Parse(given, escape, extract: true),
        _ => throw DockerfileException.Syntax(
            given.Line, $"'{Excerpt.Of(keyword)}' is no instruction",
            "Instructions are FROM, RUN, COPY, ENV, …: see the Dockerfile reference."),
    };

    private static FromInstruction From(Arguments given)
    {
        var platform = given.Flags.Take("platform");
        return Words.Fields(given.Rest) switch
        {
            [var image] => new FromInstruction(image, null, platform),
            [var image, var keyword, var name] when keyword.Equals("AS", StringComparison.OrdinalIgnoreCase) =>
                StageName().IsMatch(name)
                ? new FromInstruction(image, name.ToLowerInvariant(), platform)
                : throw DockerfileException.Syntax(
                    given.Line, $"'{Excerpt.Of(name)}' cannot name a stage",
                    "A name is letters, digits, '-', '_' and '.', and begins with a letter."),
            _ => throw DockerfileException.Syntax(
                given.Line, "FROM takes an image, or IMAGE AS NAME",
                "Write FROM images/debian:12, or FROM images/debian:12 AS build."),
        };
    }

    private static RunInstruction Run(Arguments given)
    {
        var mounts = given.Flags.TakeAll("mount");
        var network = given.Flags.Take("network");
        if (given.Flags.Take("security") is { } security && security != "sandbox")
            throw DockerfileException.Syntax(
                given.Line, $"RUN --security={Excerpt.Of(security)} is refused: build steps are never privileged",
                "Remove the flag.");
        return new RunInstruction(CommandOf(given, allowEmpty: false), given.Heredocs, mounts, network);
    }

    private static CommandLine CommandOf(Arguments given, bool allowEmpty)
    {
        if (JsonWords.TryRead(given.Line, given.Rest) is { } words)
        {
            return words.IsEmpty && !allowEmpty
                ? throw DockerfileException.Syntax(given.Line, "the command is empty", "Name a program to run.")
                : new CommandLine(words, IsShell: false);
        }
        return given.Rest.Length > 0 || allowEmpty
            ? new CommandLine(given.Rest.Length > 0 ? [given.Rest] : [], IsShell: true)
            : throw DockerfileException.Syntax(
                given.Line, "the command is empty", "Write a command after the keyword.");
    }

    private ImmutableArray<Assignment> Assignments(Arguments given, string keyword)
    {
        var words = Words.Split(given.Rest, escape);
        if (words.IsEmpty)
            throw DockerfileException.Syntax(given.Line, $"{keyword} needs NAME=VALUE");
        if (!words[0].Contains('=', StringComparison.Ordinal))
            return [OldAssignment(given, keyword)];
        return [.. words.Select(word => word.IndexOf('=', StringComparison.Ordinal) switch
        {
            > 0 and var at => new Assignment(word[..at], word[(at + 1)..]),
            _ => throw DockerfileException.Syntax(
                given.Line, $"'{Excerpt.Of(word)}' is not NAME=VALUE", "Quote values that have blanks."),
        })];
    }

    private static Assignment OldAssignment(Arguments given, string keyword)
    {
        var blank = given.Rest.AsSpan().IndexOfAny(" \t");
        return blank > 0
            ? new Assignment(given.Rest[..blank], given.Rest[blank..].Trim())
            : throw DockerfileException.Syntax(
                given.Line, $"{keyword} {Excerpt.Of(given.Rest)} has no value", $"Write {keyword} NAME=VALUE.");
    }

    private ImmutableArray<Argument> ArgumentsOf(Arguments given) =>
        [.. NotEmpty(given, "ARG", Words.Split(given.Rest, escape)).Select(
            word => word.IndexOf('=', StringComparison.Ordinal) switch
        {
            < 0 => new Argument(word, null),
            0 => throw DockerfileException.Syntax(given.Line, "ARG needs a name before '='", "Write ARG NAME=DEFAULT."),
            var at => new Argument(word[..at], word[(at + 1)..]),
        })];

    private static ShellInstruction Shell(Arguments given) =>
        JsonWords.TryRead(given.Line, given.Rest) is { IsEmpty: false } words
            ? new ShellInstruction(words)
            : throw DockerfileException.Syntax(
                given.Line, "SHELL takes the exec form only", "Write SHELL [\"/bin/bash\", \"-c\"].");

    private OnBuildInstruction OnBuild(Arguments given)
    {
        var inner = Parse(new LogicalLine(given.Line, given.Rest, given.Heredocs));
        if (inner is OnBuildInstruction or FromInstruction or MaintainerInstruction)
            throw DockerfileException.Syntax(given.Line, "ONBUILD cannot keep ONBUILD, FROM or MAINTAINER");
        var content = string.Concat(given.Heredocs.Select(heredoc => $"\n{heredoc.Content}{heredoc.Name}"));
        return new OnBuildInstruction(given.Rest + content);
    }

    private static string One(Arguments given, string keyword) => given.Rest.Length > 0
        ? given.Rest
        : throw DockerfileException.Syntax(given.Line, $"{keyword} needs an argument");

    private static ImmutableArray<string> NotEmpty(
        Arguments given, string keyword, ImmutableArray<string> words) => words.IsEmpty
        ? throw DockerfileException.Syntax(given.Line, $"{keyword} needs an argument")
        : words;

    [GeneratedRegex(@"\A[a-zA-Z][a-zA-Z0-9_.-]{0,127}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex StageName();
}

/// <summary>The text after an instruction's keyword.</summary>
internal sealed record Arguments(LogicalLine Source, Flags Flags, string Rest)
{
    public int Line => Source.Number;

    public ImmutableArray<Heredoc> Heredocs => Source.Heredocs;
}
