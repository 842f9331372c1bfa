using System.Collections.Immutable;

namespace Slipway.Dockerfiles.Syntax;

/// <summary>An instruction of a Dockerfile, before variable expansion.</summary>
public abstract record Instruction
{
    /// <summary>Its first line, 1-based; a trigger of a base image has the line of the FROM.</summary>
    public int Line { get; init; }

    /// <summary>As written, on one line.</summary>
    public string Text { get; init; } = "";
}

public sealed record FromInstruction(string Image, string? Name, string? Platform) : Instruction;

/// <summary>The words of a command; in shell form a single string for the shell.</summary>
public sealed record CommandLine(ImmutableArray<string> Words, bool IsShell);

public sealed record RunInstruction(
    CommandLine Command, ImmutableArray<Heredoc> Heredocs, ImmutableArray<string> Mounts, string? Network)
    : Instruction;

public sealed record CmdInstruction(CommandLine Command) : Instruction;

public sealed record EntrypointInstruction(CommandLine Command) : Instruction;

public sealed record Assignment(string Name, string Value);

public sealed record EnvInstruction(ImmutableArray<Assignment> Assignments) : Instruction;

public sealed record LabelInstruction(ImmutableArray<Assignment> Assignments) : Instruction;

/// <param name="Default">Null when only the name is given.</param>
public sealed record Argument(string Name, string? Default);

public sealed record ArgInstruction(ImmutableArray<Argument> Arguments) : Instruction;

public sealed record ExposeInstruction(ImmutableArray<string> Ports) : Instruction;

public sealed record VolumeInstruction(ImmutableArray<string> Paths) : Instruction;

public sealed record UserInstruction(string User) : Instruction;

public sealed record WorkdirInstruction(string Path) : Instruction;

public sealed record StopSignalInstruction(string Signal) : Instruction;

public sealed record ShellInstruction(ImmutableArray<string> Words) : Instruction;

public sealed record MaintainerInstruction(string Name) : Instruction;

public sealed record HealthcheckInstruction(Oci.HealthcheckConfig Check) : Instruction;

/// <summary>An ONBUILD trigger.</summary>
public sealed record OnBuildInstruction(string Expression) : Instruction;

/// <summary>COPY, or ADD when <see cref="Extract"/>: archives are unpacked, and sources may be remote.</summary>
public sealed record CopyInstruction : Instruction
{
    public required bool Extract { get; init; }

    /// <summary>Paths, wildcards, or words that open a here-document.</summary>
    public required ImmutableArray<string> Sources { get; init; }

    public required string Destination { get; init; }

    public ImmutableArray<Heredoc> Heredocs { get; init; } = [];

    /// <summary>A stage's name or number, or an image; null copies from the context.</summary>
    public string? From { get; init; }

    public string? Chown { get; init; }

    public string? Chmod { get; init; }

    /// <summary>
    /// COPY --parents: parent directories of the source are kept, or those after <c>/./</c> if the source has it.
    /// </summary>
    public bool Parents { get; init; }

    /// <summary>Patterns of excluded files.</summary>
    public ImmutableArray<string> Excludes { get; init; } = [];

    /// <summary>ADD --checksum of one download (<c>sha256:…</c>) or repository (a commit or its prefix).</summary>
    public string? Checksum { get; init; }

    /// <summary>ADD --keep-git-dir.</summary>
    public bool KeepGitDirectory { get; init; }

    /// <summary>ADD --unpack; null unpacks local archives but not downloads.</summary>
    public bool? Unpack { get; init; }

    public string Keyword => Extract ? "ADD" : "COPY";
}
