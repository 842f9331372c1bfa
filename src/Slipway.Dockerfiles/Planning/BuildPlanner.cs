using System.Collections.Immutable;
using System.Globalization;
using Slipway.Dockerfiles.Syntax;
using Slipway.Oci;

namespace Slipway.Dockerfiles.Planning;

/// <param name="Architecture">Go's name of the machine: <c>amd64</c>, <c>arm64</c>.</param>
internal sealed record PlanInputs(
    Dockerfile File, string? Target, ImmutableDictionary<string, string> Arguments,
    DateTimeOffset? Time, string Architecture)
{
    /// <summary>Named contexts, which take precedence over stages and images; case-insensitive.</summary>
    public ImmutableDictionary<string, FileOrigin> Contexts { get; init; } =
        ImmutableDictionary<string, FileOrigin>.Empty;
}

/// <summary>
/// Plans the stages that the target needs. A pure function: if it needs the configuration of unknown images, it returns
/// their names, and is called again.
/// </summary>
internal sealed class BuildPlanner
{
    private const int MaxSteps = 10_000;
    private readonly PlanInputs _inputs;
    private readonly IReadOnlyDictionary<ImageReference, ImageConfig> _images;
    private readonly SortedDictionary<int, PlannedStage> _planned = [];
    private readonly HashSet<ImageReference> _missing = [];
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);
    private readonly HashSet<string> _usedContexts = new(StringComparer.Ordinal);
    private BuildArguments _arguments;

    private BuildPlanner(PlanInputs inputs, IReadOnlyDictionary<ImageReference, ImageConfig> images)
    {
        (_inputs, _images) = (inputs, images);
        _arguments = new BuildArguments(
            inputs.Arguments, ImmutableSortedDictionary.Create<string, string?>(StringComparer.Ordinal));
    }

    /// <returns>The plan, or the images whose configuration it needs.</returns>
    /// <exception cref="DockerfileException">The Dockerfile cannot be built as asked.</exception>
    public static (BuildPlan? Plan, IReadOnlySet<ImageReference> Missing) Plan(
        PlanInputs inputs, IReadOnlyDictionary<ImageReference, ImageConfig> images)
    {
        var planner = new BuildPlanner(inputs, images);
        planner.DeclareGlobals();
        var target = planner.TargetStage();
        try
        {
            planner.PlanStage(target);
        }
        catch (DockerfileException) when (planner._missing.Count > 0)
        {
            // An error may disappear once the base image's environment is known.
        }
        if (planner._missing.Count > 0)
            return (null, planner._missing);
        ImmutableArray<PlannedStage> stages = [.. planner._planned.Values.Where(stage => stage.Index <= target.Index)];
        return (new BuildPlan(stages, planner.Warnings()), planner._missing);
    }

    private void DeclareGlobals()
    {
        foreach (var (name, value) in Predefined())
            _arguments = _arguments.DeclareGlobal(name, value);
        foreach (var instruction in _inputs.File.GlobalArguments)
        {
            var expansion = new Expansion(_inputs.File.Escape, GlobalValue, instruction.Line);
            foreach (var (name, value) in instruction.Arguments)
            {
                _declared.Add(name);
                _arguments = _arguments.DeclareGlobal(name, value is null ? null : expansion.Word(value));
            }
        }
    }

    private IEnumerable<(string Name, string? Value)> Predefined()
    {
        foreach (var side in (ReadOnlySpan<string>)["TARGET", "BUILD"])
            _declared.UnionWith([$"{side}PLATFORM", $"{side}OS", $"{side}ARCH", $"{side}VARIANT"]);
        return
        [
            ("TARGETPLATFORM", $"linux/{_inputs.Architecture}"), ("TARGETOS", "linux"),
            ("TARGETARCH", _inputs.Architecture), ("TARGETVARIANT", ""),
            ("BUILDPLATFORM", $"linux/{_inputs.Architecture}"), ("BUILDOS", "linux"),
            ("BUILDARCH", _inputs.Architecture), ("BUILDVARIANT", ""),
            ("SOURCE_DATE_EPOCH", _inputs.Time?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        ];
    }

    private string? GlobalValue(string name) => _arguments.Global.GetValueOrDefault(name);

    private Stage TargetStage()
    {
        if (_inputs.Target is not { } target)
            return _inputs.File.Stages[^1];
        return Find(target, _inputs.File.Stages.Length)
            ?? throw new DockerfileException(
                ErrorCode.DockerfileRequest, $"the Dockerfile has no stage '{Excerpt.Of(target)}'", null,
                $"Its stages are: {StageNames()}.");
    }

    private string StageNames() => string.Join(
        ", ", _inputs.File.Stages.Select(stage => stage.Name ?? stage.Index.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The stage before <paramref name="before"/> with this name or number.</summary>
    private Stage? Find(string name, int before) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < before
        ? _inputs.File.Stages[index]
        : _inputs.File.Stages.Take(before).FirstOrDefault(stage => stage.IsCalled(name));

    /// <summary>A stage is planned once and refers only to earlier stages, so this terminates.</summary>
    private PlannedStage PlanStage(Stage stage)
    {
        if (_planned.TryGetValue(stage.Index, out var known))
            return known;
        var from = stage.From;
        var expansion = new Expansion(_inputs.File.Escape, GlobalValue, from.Line);
        ThrowIfForeign(from, expansion);
        var image = expansion.Word(from.Image);
        if (image.Length == 0)
            throw DockerfileException.Syntax(
                from.Line, "FROM is empty once its variables are expanded",
                "Give the argument a default before the first FROM, or a value by --build-arg.");
        var origin = image == "scratch" ? new FileOrigin.Scratch() : OriginOf(image, from.Line, stage.Index);
        var basis = ConfigOf(origin);
        var planner = new StagePlanner(
            StageState.From(basis, _arguments), _inputs.File.Escape, (name, line) => OriginOf(name, line, stage.Index));
        var own = Instructions(stage, basis).Select(instruction => PlanStep(planner, instruction));
        var steps = Begin(stage, origin, planner).Concat(own).ToImmutableArray();
        var below = origin is FileOrigin.Context ? new FileOrigin.Scratch() : origin;
        var planned = new PlannedStage(
            stage.Index, stage.Name, from.Line, from.Text, below, steps, planner.State.Config, planner.State.Author);
        _planned.Add(stage.Index, planned);
        return _planned.Values.Sum(each => each.Steps.Length) <= MaxSteps
            ? planned
            : throw new DockerfileException(ErrorCode.BuildLimit, $"the build has more than {MaxSteps} steps");
    }

    /// <summary>A stage from a directory contains only its files.</summary>
    private static IEnumerable<PlannedStep> Begin(Stage stage, FileOrigin origin, StagePlanner planner) =>
        origin is not FileOrigin.Context ? [] :
        [
            new CopyStep
            {
                Line = stage.From.Line,
                Text = stage.From.Text,
                CreatedBy = planner.State.NoteOfFiles("COPY {0} in / "),
                From = origin,
                Sources = [new PlannedSource.Path("")],
                Destination = "/",
                Keyword = "COPY",
            },
        ];

    private PlannedStep PlanStep(StagePlanner planner, Instruction instruction)
    {
        if (instruction is ArgInstruction arg)
            _declared.UnionWith(arg.Arguments.Select(argument => argument.Name));
        return planner.Plan(instruction);
    }

    private static IEnumerable<Instruction> Instructions(Stage stage, ContainerConfig? basis)
    {
        var parser = new InstructionParser('\\');
        return (basis?.OnBuild ?? [])
            .Select(trigger => parser.ParseTrigger(trigger, stage.From.Line)).Concat(stage.Instructions);
    }

    private FileOrigin OriginOf(string name, int line, int before)
    {
        if (ContextOf(name) is { } context)
            return Known(context);
        if (Find(name, before) is { } stage)
        {
            PlanStage(stage);
            return new FileOrigin.Stage(stage.Index);
        }
        if (!ImageReference.TryParse(name, out var reference))
            throw DockerfileException.Syntax(
                line, $"'{Excerpt.Of(name)}' is neither an earlier stage nor an image reference",
                "Stages are named by FROM … AS NAME, above where they are used.");
        if (reference is { Tag: null, Digest: null })
            reference = reference.WithTag("latest");
        return Known(new FileOrigin.Image(reference));
    }

    private FileOrigin Known(FileOrigin origin)
    {
        if (origin is FileOrigin.Image { Reference: var reference } && !_images.ContainsKey(reference))
            _missing.Add(reference);
        return origin;
    }

    /// <summary>The context of a name; an image without a tag is the same as with <c>latest</c>.</summary>
    private FileOrigin? ContextOf(string name)
    {
        const string latest = ":latest";
        var other = name.EndsWith(latest, StringComparison.Ordinal) ? name[..^latest.Length] : name + latest;
        foreach (var each in new[] { name, other })
        {
            if (!_inputs.Contexts.TryGetKey(each, out var given))
                continue;
            _usedContexts.Add(given);
            return _inputs.Contexts[given];
        }
        return null;
    }

    private ContainerConfig? ConfigOf(FileOrigin origin) => origin switch
    {
        FileOrigin.Stage stage => _planned[stage.Index].Config,
        FileOrigin.Image image => _images.GetValueOrDefault(image.Reference)?.Config,
        _ => null,
    };

    private void ThrowIfForeign(FromInstruction from, Expansion expansion)
    {
        if (from.Platform is not { } written)
            return;
        var platform = expansion.Word(written);
        if (platform.Length > 0 && platform != $"linux/{_inputs.Architecture}" && platform != "linux")
        {
            throw new DockerfileException(
                ErrorCode.DockerfileRequest,
                $"the platform {Excerpt.Of(platform)} cannot be built on linux/{_inputs.Architecture}",
                from.Line, "Build on such a machine, or remove --platform.");
        }
    }

    private ImmutableArray<string> Warnings() =>
        [.. _inputs.Arguments.Keys.Where(name => !_declared.Contains(name) && !BuildArguments.IsProxy(name))
            .Order(StringComparer.Ordinal)
            .Select(name => $"the build argument {Excerpt.Of(name)} is declared by no ARG that was reached"),
        .. _inputs.Contexts.Keys.Where(name => !_usedContexts.Contains(name)).Order(StringComparer.Ordinal)
            .Select(name => $"the build context {Excerpt.Of(name)} is named by nothing that was reached")];
}
