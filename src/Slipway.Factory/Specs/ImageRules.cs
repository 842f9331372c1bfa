using Slipway.Dockerfiles.Syntax;
using Slipway.Factory.Graph;
using Slipway.Factory.Naming;
using Slipway.Factory.Trees;
using Slipway.ImageTests;
using Slipway.Oci;

namespace Slipway.Factory.Specs;

/// <summary>The rules for a rendered image.</summary>
internal sealed class ImageRules(TemplateTree tree, ImageGraph graph, IReadOnlyDictionary<string, RenderedImage> images)
{
    private FactorySettings Settings => tree.Settings;

    public IEnumerable<SpecFinding> Test(RenderedImage image)
    {
        foreach (var finding in Tests(image).Concat(From(image)).Concat(Layer(image)))
            yield return finding;
        if (image.Dockerfile is null)
            yield break;
        var dockerfile = Dockerfile.Parse(image.Dockerfile);
        foreach (var finding in Versions(image, dockerfile)
            .Concat(User(image, dockerfile)).Concat(Command(image, dockerfile))
            .Concat(Maintainer(image, dockerfile)))
            yield return finding;
    }

    private IEnumerable<SpecFinding> Tests(RenderedImage image)
    {
        try
        {
            TestFiles.Of(tree, image.Image);
            return [];
        }
        catch (ImageTestFileException e)
        {
            return e.Problems.Select(problem =>
                new SpecFinding("tests", image.Image.Name, e.File, problem.Line,
                    $"{problem.Key}: {problem.Cause}", problem.NextStep));
        }
    }

    private IEnumerable<SpecFinding> From(RenderedImage image) =>
        from foreign in graph[image.Image.Name].Foreign
        where !Settings.Bases.Contains(foreign.Repository)
            && !Settings.Bases.Contains($"{foreign.Repository}:{foreign.Tag}") && !IsOtherVersion(foreign)
        select Finding("from", image, null, $"{foreign} is neither an image of this tree nor one of its bases",
            $"correct the name, or add {foreign.Repository} to bases in {FactorySettings.FileName}");

    /// <summary>
    /// An image may use another minor version of an image of this tree: if that does not exist, the build reports it.
    /// </summary>
    private bool IsOtherVersion(ImageReference foreign) =>
        (VersionLine.TryParse(foreign.Tag, out _) || ImageVersion.TryParse(foreign.Tag, out _))
            && foreign.Host == Settings.Registry
        && tree.Images.Keys.Any(name => GraphBuilder.RepositoryOf(Settings, name) == foreign.Repository);

    private IEnumerable<SpecFinding> Layer(RenderedImage image)
    {
        if (Settings.Layers?.Misfit(image.Image.Name, FinalParent(image)) is { } misfit)
            yield return Finding(
                "layer", image, null, misfit, "rename the image, or let it stand on the layer that its name says");
    }

    /// <summary>The base image of the last stage, if it is one of this tree's.</summary>
    private string? FinalParent(RenderedImage image)
    {
        if (image.Dockerfile is null)
            return null;
        var stages = Dockerfile.Parse(image.Dockerfile).Stages;
        var stage = stages[^1];
        while (stages.FirstOrDefault(
            earlier => earlier.Index < stage.Index && earlier.IsCalled(stage.From.Image)) is { } earlier)
            stage = earlier;
        return graph[image.Image.Name].Parents.FirstOrDefault(parent =>
            ImageReference.TryParse(stage.From.Image, out var from)
                && from.Repository == GraphBuilder.RepositoryOf(Settings, parent));
    }

    /// <summary>
    /// Exact versions in a template come from its author; those from variables come from the operator, and are allowed.
    /// </summary>
    private IEnumerable<SpecFinding> Versions(RenderedImage image, Dockerfile dockerfile)
    {
        var written = tree.Files.Find(image.Image.PathOf(image.Image.Template!)) ?? "";
        var variables = new Dictionary<string, string>();
        foreach (var instruction in dockerfile.Stages.SelectMany(stage => stage.Instructions))
        {
            foreach (var (name, value) in Assigned(instruction))
                variables[name] = value;
            if (instruction is not RunInstruction run)
                continue;
            var text = string.Join('\n', run.Command.Words.Concat(run.Heredocs.Select(document => document.Content)));
            foreach (var pin in ShellText.Read(text, variables).SelectMany(PackagePins.Of)
                .Distinct().Where(pin => IsWritten(pin, written)))
                yield return Finding("version", image, run.Line, $"{Excerpt.Of(pin)} is an exact version",
                    "leave the version to the package archive, or take it from a variable of factory.yml");
        }
    }

    private static IEnumerable<(string Name, string Value)> Assigned(Instruction instruction) => instruction switch
    {
        EnvInstruction environment =>
            environment.Assignments.Select(assignment => (assignment.Name, Unquoted(assignment.Value))),
        ArgInstruction arguments =>
            arguments.Arguments.Where(argument => argument.Default is not null)
                .Select(argument => (argument.Name, Unquoted(argument.Default!))),
        _ => [],
    };

    private static string Unquoted(string value) =>
        value.Length > 1 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;

    private static bool IsWritten(string pin, string template)
    {
        var version = pin[(pin.LastIndexOfAny(['=', '@', ' ', ':']) + 1)..];
        return template.Contains(version, StringComparison.Ordinal);
    }

    private IEnumerable<SpecFinding> User(RenderedImage image, Dockerfile dockerfile)
    {
        var starts = dockerfile.Stages[^1].Instructions.FirstOrDefault(
            instruction => instruction is CmdInstruction or EntrypointInstruction);
        if (starts is null)
            yield break;
        var user = EffectiveUser(image, dockerfile);
        if (user is null or "root" or "0" || user.StartsWith("0:", StringComparison.Ordinal)
            || user.StartsWith("root:", StringComparison.Ordinal))
            yield return Finding("user", image, starts.Line, "the image starts its program as root",
                "add USER with another user before it ends");
    }

    /// <summary>The last USER of the last stage, else that of its base image.</summary>
    private string? EffectiveUser(RenderedImage image, Dockerfile dockerfile) =>
        dockerfile.Stages[^1].Instructions.OfType<UserInstruction>().LastOrDefault()?.User
        ?? (FinalParent(image) is { } parent && images[parent] is { Dockerfile: { } text } below
            ? EffectiveUser(below, Dockerfile.Parse(text)) : null);

    private IEnumerable<SpecFinding> Command(RenderedImage image, Dockerfile dockerfile)
    {
        if (Settings.Layers?.Find(image.Image.Name)?.Kind is null or LayerKind.Service)
            yield break;
        if (dockerfile.Stages[^1].Instructions
            .FirstOrDefault(instruction => instruction is CmdInstruction or EntrypointInstruction) is { } starts)
            yield return Finding("command", image, starts.Line, "a layer that others are made from starts a program",
                "leave CMD and ENTRYPOINT to the services");
    }

    private IEnumerable<SpecFinding> Maintainer(RenderedImage image, Dockerfile dockerfile)
    {
        if (Settings.Maintainer.Length == 0)
            yield break;
        var instructions = dockerfile.Stages[^1].Instructions;
        var said = instructions.Any(instruction => instruction is MaintainerInstruction)
            || instructions.OfType<LabelInstruction>()
                .Any(label => label.Assignments.Any(
                    assignment => assignment.Name is "maintainer" or "org.opencontainers.image.authors"));
        if (!said)
            yield return Finding(
                "maintainer", image, null, "nobody maintains this image", "add MAINTAINER {{ maintainer }}");
    }

    private static SpecFinding Finding(string rule, RenderedImage image, int? line, string cause, string nextStep) =>
        new(rule, image.Image.Name,
            image.Image.PathOf(image.Image.Template ?? ImageSettings.FileName), line, cause, nextStep);
}
