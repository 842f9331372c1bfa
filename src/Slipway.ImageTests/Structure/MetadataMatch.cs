using Slipway.Build;
using Slipway.ImageTests.Files;
using Slipway.ImageTests.Running;
using Slipway.Oci;

namespace Slipway.ImageTests.Structure;

/// <summary>Holds an image's configuration against a <c>metadataTest</c>; pure.</summary>
internal static class MetadataMatch
{
    public static IEnumerable<string> Failures(MetadataTest test, ContainerConfig image)
    {
        var environment = EnvironmentVariables.Of(image.Env);
        return
        [
            .. test.Environment.SelectMany(expected => Value("variable", expected, environment.Find(expected.Key))),
            .. test.UnboundNames.Where(name => environment.Find(name) is not null)
                .Select(
                    name => $"variable {name}: expected not to be set, seen '{Excerpt.Of(environment.Find(name))}'"),
            .. test.Labels.SelectMany(
                expected => Value("label", expected, image.Labels?.GetValueOrDefault(expected.Key))),
            .. Members("exposed ports", test.ExposedPorts, test.UnexposedPorts, image.ExposedPorts?.Keys, SamePort),
            .. Members(
                "volumes", test.Volumes, test.UnmountedVolumes, image.Volumes?.Keys, (one, other) => one == other),
            .. List("entrypoint", test.Entrypoint, image.Entrypoint),
            .. List("command", test.Command, image.Cmd),
            .. Text("working directory", test.WorkingDirectory, image.WorkingDir),
            .. Text("user", test.User, image.User),
        ];
    }

    private static IEnumerable<string> Value(string what, Variable expected, string? seen)
    {
        if (seen is null)
            yield return $"{what} {expected.Key}: expected {expected.Expected()}, it is not set";
        else if (!expected.Fits(seen))
            yield return $"{what} {expected.Key}: expected {expected.Expected()}, seen '{Excerpt.Of(seen)}'";
    }

    private static IEnumerable<string> Members(
        string what, IReadOnlyList<string> expected, IReadOnlyList<string> excluded, IEnumerable<string>? seen,
        Func<string, string, bool> same)
    {
        var all = seen?.ToList() ?? [];
        foreach (var missing in expected.Where(one => !all.Exists(other => same(one, other))))
            yield return $"{what}: expected {Excerpt.Of(missing)} among them, seen {TextChecks.Quote(all)}";
        foreach (var extra in excluded.Where(one => all.Exists(other => same(one, other))))
            yield return $"{what}: expected no {Excerpt.Of(extra)}, seen {TextChecks.Quote(all)}";
    }

    /// <summary>A port without a protocol is TCP's.</summary>
    private static bool SamePort(string one, string other) => Full(one) == Full(other);

    private static string Full(string port) => port.Contains('/', StringComparison.Ordinal) ? port : port + "/tcp";

    private static IEnumerable<string> List(string what, IReadOnlyList<string>? expected, IReadOnlyList<string>? seen)
    {
        if (expected is not null && !expected.SequenceEqual(seen ?? []))
            yield return $"{what}: expected {TextChecks.Quote(expected)}, seen {TextChecks.Quote(seen)}";
    }

    private static IEnumerable<string> Text(string what, string? expected, string? seen)
    {
        if (expected is { Length: > 0 } && expected != (seen ?? ""))
            yield return $"{what}: expected '{Excerpt.Of(expected)}', seen '{Excerpt.Of(seen)}'";
    }
}
