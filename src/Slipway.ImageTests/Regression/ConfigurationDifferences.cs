using Slipway.Build;
using Slipway.ImageTests.Running;
using Slipway.Oci;
using static Slipway.ImageTests.Regression.DifferenceKind;
using static Slipway.ImageTests.Regression.DifferenceSeverity;

namespace Slipway.ImageTests.Regression;

/// <summary>Differences of two images' configurations.</summary>
internal static class ConfigurationDifferences
{
    public static IEnumerable<ImageDifference> Of(ContainerConfig before, ContainerConfig after) =>
    [
        .. Users(before.User ?? "", after.User ?? ""),
        .. Variables(EnvironmentVariables.Of(before.Env), EnvironmentVariables.Of(after.Env)),
        .. Members(ExposedPorts, "port", before.ExposedPorts?.Keys, after.ExposedPorts?.Keys, Note),
        .. Members(Volumes, "volume", before.Volumes?.Keys, after.Volumes?.Keys, Warning),
        .. Lists(Entrypoint, "entrypoint", before.Entrypoint, after.Entrypoint),
        .. Lists(Command, "command", before.Cmd, after.Cmd),
        .. (before.WorkingDir ?? "") == (after.WorkingDir ?? "") ? Array.Empty<ImageDifference>()
            : [new ImageDifference(WorkingDirectory, Warning,
                $"the working directory was '{before.WorkingDir}', is '{after.WorkingDir}'")],
    ];

    private static IEnumerable<ImageDifference> Users(string before, string after)
    {
        if (before == after)
            yield break;
        yield return IsRoot(after) && !IsRoot(before)
            ? new ImageDifference(User, Error, $"the user was '{before}', is root now")
            : new ImageDifference(User, IsRoot(before) ? Warning : Error,
                $"the user was '{before}', is '{after}': files in volumes belong to the old one");
    }

    private static bool IsRoot(string user) => user.Split(':')[0] is "" or "0" or "root";

    private static IEnumerable<ImageDifference> Variables(EnvironmentVariables before, EnvironmentVariables after)
    {
        foreach (var name in before.Names)
        {
            if (after.Find(name) is not { } value)
                yield return new ImageDifference(
                    DifferenceKind.Environment, Error,
                    $"the variable {name} is not set any more, was '{Excerpt.Of(before.Find(name))}'");
            else if (value != before.Find(name))
                yield return new ImageDifference(
                    DifferenceKind.Environment, Warning,
                    $"the variable {name} was '{Excerpt.Of(before.Find(name))}', is '{Excerpt.Of(value)}'");
        }
        foreach (var name in after.Names.Except(before.Names))
            yield return new ImageDifference(
                DifferenceKind.Environment, Note, $"the variable {name} is new: '{Excerpt.Of(after.Find(name))}'");
    }

    private static IEnumerable<ImageDifference> Members(
        DifferenceKind kind, string what, IEnumerable<string>? before, IEnumerable<string>? after,
        DifferenceSeverity added)
    {
        foreach (var gone in (before ?? []).Except(after ?? []))
            yield return new ImageDifference(kind, Error, $"the {what} {gone} is not declared any more");
        foreach (var fresh in (after ?? []).Except(before ?? []))
            yield return new ImageDifference(kind, added, $"the {what} {fresh} is new");
    }

    private static IEnumerable<ImageDifference> Lists(
        DifferenceKind kind, string what, IReadOnlyList<string>? before, IReadOnlyList<string>? after)
    {
        if (!(before ?? []).SequenceEqual(after ?? []))
            yield return new ImageDifference(
                kind, after is null or [] ? Error : Warning,
                $"the {what} was {TextChecks.Quote(before)}, is {TextChecks.Quote(after)}");
    }
}
