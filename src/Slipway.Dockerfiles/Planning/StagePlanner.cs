using System.Collections.Immutable;
using Slipway.Dockerfiles.Syntax;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Dockerfiles.Planning;

/// <summary>Converts the instructions of one stage to steps, updating the configuration.</summary>
/// <param name="origin">Resolves the target of a <c>--from</c> at a line.</param>
internal sealed class StagePlanner(StageState state, char escape, Func<string, int, FileOrigin> origin)
{
    private StageState _state = state;

    public StageState State => _state;

    public PlannedStep Plan(Instruction instruction) => instruction switch
    {
        RunInstruction run =>
            RunPlanner.Plan(run, _state, Expand(run), from => origin(from, run.Line)) with { Author = _state.Author },
        CopyInstruction copy => CopyPlanner.Plan(copy, _state, Expand(copy), from =>
            origin(from, copy.Line)) with { Author = _state.Author },
        WorkdirInstruction workdir => Workdir(workdir),
        _ => Metadata(instruction),
    };

    private Expansion Expand(Instruction instruction)
    {
        var seen = _state;
        return new Expansion(escape, seen.Find, instruction.Line);
    }

    private WorkdirStep Workdir(WorkdirInstruction workdir)
    {
        var path = UnixPath.Join(_state.WorkingDirectory, Expand(workdir).Word(workdir.Path));
        _state = _state.With(_state.Config with { WorkingDir = path });
        return new WorkdirStep(path)
        {
            Line = workdir.Line, Text = workdir.Text, CreatedBy = _state.NoteOfFiles($"WORKDIR {path}"),
            Author = _state.Author,
        };
    }

    private MetadataStep Metadata(Instruction instruction)
    {
        var (next, comment) = Change(instruction);
        _state = next;
        return new MetadataStep
        {
            Line = instruction.Line, Text = instruction.Text, CreatedBy = next.Note(comment), Author = next.Author,
        };
    }

    private (StageState Next, string Comment) Change(Instruction instruction) => instruction switch
    {
        EnvInstruction env => Env(env),
        LabelInstruction label => Label(label),
        ArgInstruction arg => Arg(arg),
        CmdInstruction cmd => Cmd(cmd),
        EntrypointInstruction entrypoint => Entrypoint(entrypoint),
        ExposeInstruction expose => Expose(expose),
        VolumeInstruction volume => Volume(volume),
        UserInstruction user => User(Expand(user).Word(user.User), user.Line),
        StopSignalInstruction signal => StopSignal(Expand(signal).Word(signal.Signal), signal.Line),
        ShellInstruction shell =>
            (_state.With(_state.Config with { Shell = shell.Words }), $"SHELL {GoText.Plain(shell.Words)}"),
        MaintainerInstruction maintainer => (_state with { Author = maintainer.Name }, $"MAINTAINER {maintainer.Name}"),
        HealthcheckInstruction health => Healthcheck(health.Check),
        OnBuildInstruction trigger =>
            (_state.With(_state.Config with { OnBuild = [.. _state.Config.OnBuild ?? [], trigger.Expression] }),
                $"ONBUILD {trigger.Expression}"),
        _ => throw DockerfileException.Syntax(instruction.Line, $"'{Excerpt.Of(instruction.Text)}' cannot stand here"),
    };

    private (StageState, string) Env(EnvInstruction env)
    {
        var expand = Expand(env);
        ImmutableArray<Assignment> made = [
            .. env.Assignments.Select(given => new Assignment(expand.Word(given.Name), expand.Word(given.Value)))];
        if (made.Any(variable => variable.Name.Length == 0 || variable.Name.Contains('=', StringComparison.Ordinal)))
            throw DockerfileException.Syntax(env.Line, "ENV names a variable without a name", "Write ENV NAME=VALUE.");
        return (made.Aggregate(_state, (next, variable) => next.WithVariable(variable.Name, variable.Value)),
            $"ENV {Pairs(made)}");
    }

    private (StageState, string) Label(LabelInstruction label)
    {
        var expand = Expand(label);
        ImmutableArray<Assignment> made = [
            .. label.Assignments.Select(given => new Assignment(expand.Word(given.Name), expand.Word(given.Value)))];
        if (made.Any(one => one.Name.Length == 0))
            throw DockerfileException.Syntax(label.Line, "LABEL has an empty name", "Write LABEL NAME=VALUE.");
        var labels = new SortedDictionary<string, string>(_state.Config.Labels ?? [], StringComparer.Ordinal);
        foreach (var one in made)
            labels[one.Name] = one.Value;
        return (_state.With(_state.Config with { Labels = labels }), $"LABEL {Pairs(made)}");
    }

    private (StageState, string) Arg(ArgInstruction arg)
    {
        var expand = Expand(arg);
        ImmutableArray<Argument> made =
            [.. arg.Arguments.Select(given =>
                new Argument(expand.Word(given.Name), given.Default is null ? null : expand.Word(given.Default)))];
        var next = _state with
        {
            Arguments = made.Aggregate(_state.Arguments, (arguments, one) => arguments.Declare(one.Name, one.Default)),
        };
        return (next, "ARG " +
            $"{string.Join(' ', made.Select(one => one.Default is null ? one.Name : $"{one.Name}={one.Default}"))}");
    }

    private (StageState, string) Cmd(CmdInstruction cmd)
    {
        var words = Words(cmd.Command);
        var next = _state.With(_state.Config with { Cmd = words.IsEmpty ? null : words }) with
        {
            HasCmd = _state.HasCmd || !words.IsEmpty,
        };
        return (next, $"CMD {GoText.Quoted(words)}");
    }

    private (StageState, string) Entrypoint(EntrypointInstruction entrypoint)
    {
        var words = Words(entrypoint.Command);
        var cmd = _state.HasCmd ? _state.Config.Cmd : null;
        return (_state.With(_state.Config with { Entrypoint = words.IsEmpty ? null : words, Cmd = cmd }),
            $"ENTRYPOINT {GoText.Quoted(words)}");
    }

    private ImmutableArray<string> Words(CommandLine command) =>
        command is { IsShell: true, Words.IsEmpty: false } ? [.. _state.Shell, .. command.Words] : command.Words;

    private (StageState, string) Expose(ExposeInstruction expose)
    {
        var expand = Expand(expose);
        var words = expose.Ports.SelectMany(expand.AllWords).ToList();
        var ports = new SortedDictionary<string, EmptyObject>(_state.Config.ExposedPorts ?? [], StringComparer.Ordinal);
        foreach (var port in words.SelectMany(word => PortRange.Parse(word, expose.Line)))
            ports[port] = new EmptyObject();
        return (_state.With(_state.Config with { ExposedPorts = ports }),
            $"EXPOSE {string.Join(' ', words.Order(StringComparer.Ordinal))}");
    }

    private (StageState, string) Volume(VolumeInstruction volume)
    {
        var expand = Expand(volume);
        ImmutableArray<string> paths = [.. volume.Paths.Select(expand.Word)];
        if (paths.Contains(""))
            throw DockerfileException.Syntax(volume.Line, "VOLUME has an empty path", "Name a directory of the image.");
        var volumes = new SortedDictionary<string, EmptyObject>(_state.Config.Volumes ?? [], StringComparer.Ordinal);
        foreach (var path in paths)
            volumes[path] = new EmptyObject();
        return (_state.With(_state.Config with { Volumes = volumes }), $"VOLUME {GoText.Plain(paths)}");
    }

    private (StageState, string) User(string user, int line) => user.Length > 0
        ? (_state.With(_state.Config with { User = user }), $"USER {user}")
        : throw DockerfileException.Syntax(
            line, "USER is empty once its variables are expanded", "Name a user, or give the argument.");

    private (StageState, string) StopSignal(string signal, int line) => Signals.IsSignal(signal)
        ? (_state.With(_state.Config with { StopSignal = signal }), $"STOPSIGNAL {signal}")
        : throw DockerfileException.Syntax(
            line, $"'{Excerpt.Of(signal)}' is no signal", "Write a name such as SIGTERM, or a number.");

    /// <summary>Times that a new check does not set are inherited from the previous one.</summary>
    private (StageState, string) Healthcheck(HealthcheckConfig given)
    {
        var before = _state.Config.Healthcheck;
        var merged = given with
        {
            Interval = given.Interval ?? before?.Interval,
            Timeout = given.Timeout ?? before?.Timeout,
            StartPeriod = given.StartPeriod ?? before?.StartPeriod,
            StartInterval = given.StartInterval ?? before?.StartInterval,
            Retries = given.Retries ?? before?.Retries,
        };
        return (_state.With(_state.Config with { Healthcheck = merged }), $"HEALTHCHECK {GoText.Of(given)}");
    }

    private static string Pairs(IEnumerable<Assignment> assignments) =>
        string.Join(' ', assignments.Select(one => $"{one.Name}={one.Value}"));
}
