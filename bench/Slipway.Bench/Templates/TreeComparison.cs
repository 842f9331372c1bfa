using Slipway.Templates;

namespace Slipway.Bench.Templates;

/// <summary>Renders a recorded tree with Slipway; the last line is <c>N identical, N different, N failed</c>.</summary>
internal static class TreeComparison
{
    private const int Shown = 20;

    public static int Run(string recording)
    {
        var tree = RecordedTree.Read(recording);
        var (identical, different, failed) = (0, 0, 0);
        foreach (var rendering in tree.Renderings)
        {
            var (output, error) = Render(tree, rendering);
            if (output == rendering.Output && error?.Error.ToString() == ClassOf(rendering.Error))
                identical++;
            else if (rendering.Output is not null && error is not null)
                Tell(ref failed, $"failed     {rendering.Label}: {error.Message}");
            else
                Tell(ref different, $"different  {rendering.Label}: {Difference(rendering, output, error)}");
        }
        foreach (var group in tree.Renderings.Where(rendering => rendering.Error is not null)
            .GroupBy(rendering => $"{rendering.Error}: {rendering.Message}"))
        {
            var labels = string.Join(", ", group.Take(3).Select(rendering => rendering.Label));
            Console.WriteLine($"the tree's own renderer fails on {group.Count()} ({labels}): {group.Key}");
        }
        Console.WriteLine($"{identical} identical, {different} different, {failed} failed");
        return identical > 0 && different + failed == 0 ? 0 : 1;
    }

    private static (string? Output, TemplateException? Error) Render(RecordedTree tree, RecordedRendering rendering)
    {
        try
        {
            return (tree.Render(rendering), null);
        }
        catch (TemplateException e)
        {
            return (null, e);
        }
    }

    /// <summary>
    /// kolla's raise_error raises a plain Exception, which a sandboxed template knows as an error of its own.
    /// </summary>
    private static string? ClassOf(string? error) =>
        error == "Exception" ? nameof(TemplateError.TemplateRuntimeError) : error;

    private static void Tell(ref int count, string line)
    {
        if (count++ < Shown)
            Console.WriteLine(line);
    }

    private static string Difference(RecordedRendering rendering, string? output, TemplateException? error)
    {
        if (rendering.Output is null || output is null)
            return $"{rendering.Error ?? "output"} there ({rendering.Message}), {error?.Message ?? "output"} here";
        var (there, here) = (rendering.Output.Split('\n'), output.Split('\n'));
        var line = there.Zip(here).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"line {line + 1}: '{there.ElementAtOrDefault(line)}' there, '{here.ElementAtOrDefault(line)}' here";
    }
}
