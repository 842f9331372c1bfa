using System.Collections.Immutable;
using Slipway.Oci;

namespace Slipway.Dockerfiles.Planning;

/// <summary>The configuration of a stage after the instructions so far.</summary>
internal sealed record StageState(ContainerConfig Config, BuildArguments Arguments)
{
    private const string DefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static readonly ImmutableArray<string> DefaultShell = ["/bin/sh", "-c"];

    public string? Author { get; init; }

    /// <summary>Whether this stage has a CMD, which a later ENTRYPOINT then keeps.</summary>
    public bool HasCmd { get; init; }

    public IReadOnlyList<string> Shell => Config.Shell ?? DefaultShell;

    public string WorkingDirectory => string.IsNullOrEmpty(Config.WorkingDir) ? "/" : Config.WorkingDir;

    public IReadOnlyList<string> Environment => Config.Env ?? [];

    /// <summary>The state after FROM: the base's configuration without its triggers, and a PATH.</summary>
    public static StageState From(ContainerConfig? basis, BuildArguments arguments)
    {
        var config = (basis ?? new ContainerConfig()) with { OnBuild = null };
        var env = config.Env ?? [];
        return new StageState(
            env.Any(variable => variable.StartsWith("PATH=", StringComparison.Ordinal))
                ? config
                : config with { Env = [.. env, DefaultPath] }, arguments.NewStage());
    }

    /// <summary>The value of a variable in instructions: the environment overrides arguments.</summary>
    public string? Find(string name)
    {
        var prefix = name + "=";
        return Environment.LastOrDefault(variable => variable.StartsWith(prefix, StringComparison.Ordinal)) is { } found
            ? found[prefix.Length..]
            : Arguments.Find(name);
    }

    public StageState WithVariable(string name, string value)
    {
        var env = Environment.ToList();
        var at = env.FindIndex(variable => variable.StartsWith(name + "=", StringComparison.Ordinal));
        if (at < 0)
            env.Add($"{name}={value}");
        else
            env[at] = $"{name}={value}";
        return With(Config with { Env = env });
    }

    public StageState With(ContainerConfig config) => this with { Config = config };

    public ImmutableArray<string> ArgumentsForRun(bool undeclaredProxies) =>
        Arguments.ForRun(Environment.Select(variable => variable.Split('=', 2)[0]).ToHashSet(StringComparer.Ordinal),
            undeclaredProxies);

    /// <summary>The history entry of an instruction that runs nothing, as docker writes it.</summary>
    public string Note(string comment) => $"{string.Join(' ', Shell)} #(nop)  {comment}";

    public string NoteOfFiles(string comment) => $"{string.Join(' ', Shell)} #(nop) {comment}";
}
