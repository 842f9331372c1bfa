namespace Slipway.Bench.Templates;

/// <summary>
/// How long it takes to read and render all templates of a recorded kolla tree, for one distribution without overrides.
/// </summary>
internal static class TreeSpeed
{
    public static int Run(string recording, int rounds)
    {
        var tree = RecordedTree.Read(recording);
        var debian = tree.Renderings
            .Where(rendering => rendering.Label.StartsWith("debian: ", StringComparison.Ordinal)).ToList();
        var (first, next) = (new Times($"Slipway, {debian.Count} templates, first time"),
            new Times("Slipway, read and rendered again"));
        foreach (var rendering in debian)
            tree.Prepare(rendering);
        for (var round = 0; round <= rounds; round++)
        {
            var start = TimeProvider.System.GetTimestamp();
            tree.Forget();
            foreach (var rendering in debian)
                tree.Render(rendering);
            (round == 0 ? first : next).Add(TimeProvider.System.GetElapsedTime(start));
        }
        Console.WriteLine(first);
        Console.WriteLine(next);
        return 0;
    }
}
