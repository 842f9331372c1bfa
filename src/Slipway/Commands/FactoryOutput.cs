using Slipway.Client;
using Slipway.Factory.Graph;
using Slipway.Oci;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

/// <summary>Prints the image factory's results.</summary>
internal static class FactoryOutput
{
    private const int ShownPackages = 20;

    /// <returns>Whether there are findings.</returns>
    public static bool Findings(IReadOnlyList<FindingResource> findings)
    {
        foreach (var finding in findings)
        {
            var place = finding.Line is null ? finding.File : $"{finding.File}, line {finding.Line}";
            Output.Note($"{Output.Printable(place)}: {Output.Printable(finding.Cause)} [{finding.Rule}]");
            Output.Note($"    {Output.Printable(finding.NextStep)}");
        }
        return findings.Count > 0;
    }

    public static void Dockerfiles(IReadOnlyList<RenderedImageResource> images)
    {
        foreach (var image in images)
        {
            if (images.Count > 1)
                Console.Out.WriteLine($"# --- {image.Name}");
            Console.Out.WriteLine(image.Dockerfile ?? "# bootstrapped from Debian");
        }
    }

    /// <summary>A directory for each image, with its Dockerfile and the files rendered next to it.</summary>
    public static void Write(IReadOnlyList<RenderedImageResource> images, string target)
    {
        foreach (var image in images.Where(image => image.Dockerfile is not null))
        {
            var directory = Directory.CreateDirectory(Path.Combine(target, image.Name)).FullName;
            File.WriteAllText(Path.Combine(directory, "Dockerfile"), image.Dockerfile + "\n");
            foreach (var (path, content) in image.Files)
            {
                var file = Path.GetFullPath(Path.Combine(directory, path));
                if (!file.StartsWith(directory + "/", StringComparison.Ordinal))
                    throw new SlipwayException(
                        ErrorCode.Invalid, $"{Excerpt.Of(path)} leads out of the directory of {image.Name}");
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllText(file, content);
            }
        }
        Output.Note($"{images.Count} images written to {target}");
    }

    public static void RequireKnown(InspectionResource inspection, IReadOnlyList<string> wanted)
    {
        var known = inspection.Images.Select(image => image.Name)
            .Concat(inspection.Findings.Select(finding => finding.Image)).ToHashSet();
        if (wanted.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw new SlipwayException(
                ErrorCode.NotFound, $"the tree has no image {unknown}", "slipway factory graph shows its images");
    }

    public static ImageGraph GraphOf(InspectionResource inspection)
    {
        if (inspection.Images.Any(image => image.Parents is null) || inspection.Images.Count == 0)
        {
            Findings(inspection.Findings);
            throw new SlipwayException(ErrorCode.Invalid, "the tree cannot be ordered", "correct what is listed above");
        }
        return new ImageGraph(inspection.Images.Select(image => new ImageNode(image.Name, [.. image.Parents!], [])));
    }

    public static string Picture(ImageGraph graph, string format) => format switch
    {
        "tree" => GraphPicture.Tree(graph, _ => null),
        "dot" => GraphPicture.Dot(graph),
        "svg" => GraphPicture.Svg(graph),
        _ => throw new SlipwayException(
            ErrorCode.Usage, $"'{format}' is no format of a graph", "write tree, dot or svg"),
    };

    public static void Progress(OperationEvent item)
    {
        if (item.Image is not { } image)
        {
            if (item.Text is { } text)
                Output.Note($"    {Output.Printable(text)}");
            return;
        }
        var time = image.Duration is { } seconds and >= 0.05 ? $" in {seconds:0.0} s" : "";
        var reasons = image.Reasons is { Count: > 0 } ? $": {string.Join("; ", image.Reasons)}" : "";
        var name = image.Name is null ? "" : $": {image.Name}";
        var cause = image.Cause is null ? "" : $": {Output.Printable(image.Cause)}";
        Output.Note(image.State == "running"
            ? $"==> {image.Image}{Output.Printable(reasons)}"
            : $"==> {image.Image} {image.State}{time}{name}{cause}");
        foreach (var line in image.Log ?? [])
            Output.Note($"    {Output.Printable(line)}");
        if (image is { State: "failed", NextStep: { } next })
            Output.Note($"    next: {Output.Printable(next)}");
    }

    /// <summary>Prints the summary of a build, or throws its error.</summary>
    public static int End(OperationResource? ended, Output output)
    {
        if (ended is null)
            throw new SlipwayException(
                ErrorCode.ConnectionLost, "the server ended the connection before the work was done",
                "run the command again: what is built is found again");
        if (ended.Problem is { } problem)
            throw new ProblemException(problem);
        if (!output.Json)
            output.Line(ended.Result ?? "done");
        return ExitCode.Success;
    }

    public static void Pruned(PruneResource pruned, bool dry)
    {
        foreach (var name in pruned.Removed)
            Console.Out.WriteLine($"{(dry ? "would delete" : "deleted")}: {name}");
        foreach (var (name, reason) in pruned.Kept)
            Output.Note($"kept: {name}: {reason}");
        Output.Note($"{pruned.Removed.Count} {(dry ? "would be deleted" : "deleted")}, {pruned.Kept.Count} kept");
    }

    public static void Image(FactoryImageResource image)
    {
        Output.Fields(
        [
            ("image", image.Name), ("digest", image.Digest), ("tree", image.Tree), ("branch", image.Branch),
            ("built", $"{image.Built:u}"),
            ("change", image.Change), ("change link", image.ChangeLink), ("templates", image.TemplateCommit),
            ("base", image.Base), ("base digest", image.BaseDigest), ("tests", $"{image.TestsPassed} passed"),
            ("pinned", image.Pinned ? "yes" : "no"),
        ]);
        foreach (var part in image.Parts ?? [])
            Console.Out.WriteLine($"input:        {part.Kind} {Output.Printable(part.Name)} {part.Value}");
        var packages = image.Packages ?? [];
        Console.Out.WriteLine($"packages:     {packages.Count}");
        foreach (var package in packages.Take(ShownPackages))
            Console.Out.WriteLine($"              {Output.Printable(package)}");
        if (packages.Count > ShownPackages)
            Console.Out.WriteLine(
                $"              and {packages.Count - ShownPackages} more: --output json lists them all");
    }
}
