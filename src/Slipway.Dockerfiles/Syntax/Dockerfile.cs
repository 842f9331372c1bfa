using System.Collections.Immutable;
using System.Text;

namespace Slipway.Dockerfiles.Syntax;

/// <summary>A parsed Dockerfile: the arguments before the first FROM, and the stages.</summary>
public sealed record Dockerfile(
    ImmutableArray<ArgInstruction> GlobalArguments, ImmutableArray<Stage> Stages, char Escape)
{
    /// <exception cref="DockerfileException">The text is no Dockerfile, or one beyond the bounds.</exception>
    public static Dockerfile Parse(ReadOnlySpan<byte> content) => content.Length > DockerfileLimits.Bytes
        ? throw new DockerfileException(
            ErrorCode.BuildLimit, $"the Dockerfile has {content.Length} bytes; {DockerfileLimits.Bytes} are the most")
        : Parse(Encoding.UTF8.GetString(content));

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte})"/>
    public static Dockerfile Parse(string text)
    {
        if (text.Length > DockerfileLimits.Bytes)
            throw new DockerfileException(ErrorCode.BuildLimit,
                $"the Dockerfile has {text.Length} characters; {DockerfileLimits.Bytes} are the most");
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new DockerfileException(
                ErrorCode.DockerfileSyntax, "the Dockerfile holds NUL characters: it is no text", null,
                "Name the right file, in UTF-8.");
        var reader = new LineReader(text);
        var lines = reader.Read();
        var parser = new InstructionParser(reader.Escape);
        return Arrange([.. lines.Select(parser.Parse)], reader.Escape);
    }

    private static Dockerfile Arrange(ImmutableArray<Instruction> instructions, char escape)
    {
        var first = instructions.TakeWhile(instruction => instruction is not FromInstruction).ToList();
        if (first.Find(instruction => instruction is not ArgInstruction) is { } misplaced)
            throw DockerfileException.Syntax(
                misplaced.Line, "only ARG may stand before the first FROM", "Begin with FROM and the base image.");
        if (first.Count == instructions.Length)
            throw new DockerfileException(
                ErrorCode.DockerfileSyntax, "there is no FROM: the Dockerfile builds nothing", null,
                "Begin with FROM and the base image.");
        var stages = ImmutableArray.CreateBuilder<Stage>();
        foreach (var instruction in instructions.Skip(first.Count))
        {
            if (instruction is FromInstruction from)
                stages.Add(new Stage(stages.Count, from, []));
            else
                stages[^1] = stages[^1] with { Instructions = stages[^1].Instructions.Add(instruction) };
            if (stages.Count > DockerfileLimits.Stages)
                throw new DockerfileException(
                    ErrorCode.BuildLimit, $"there are more than {DockerfileLimits.Stages} stages", instruction.Line);
        }
        ThrowIfNamedTwice(stages);
        return new Dockerfile([.. first.Cast<ArgInstruction>()], stages.ToImmutable(), escape);
    }

    private static void ThrowIfNamedTwice(IReadOnlyList<Stage> stages)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var stage in stages)
        {
            if (stage.Name is { } name && !names.Add(name))
                throw DockerfileException.Syntax(
                    stage.From.Line, $"two stages are called '{name}'", "Give each stage a name of its own.");
        }
    }
}

/// <summary>A build stage: from one FROM to the next.</summary>
/// <param name="Index">0-based.</param>
public sealed record Stage(int Index, FromInstruction From, ImmutableArray<Instruction> Instructions)
{
    public string? Name => From.Name;

    public bool IsCalled(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);
}
