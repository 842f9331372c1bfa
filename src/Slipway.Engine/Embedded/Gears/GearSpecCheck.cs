using Slipway.Engine.Gears;
using Slipway.Oci;
using static Slipway.Engine.Embedded.Gears.GearPlan;

namespace Slipway.Engine.Embedded.Gears;

/// <summary>Whether the places, names and files that a gear's specification gives can be given.</summary>
internal static class GearSpecCheck
{
    private const int MostMounts = 32;
    private const int LongestPath = 4096;
    private const int MostHosts = 64;
    private const int MostGroups = 64;
    private const uint Ids = 65536;
    private const long MostGivenBytes = 64 << 20;
    private const int MostGivenFiles = 4096;

    /// <exception cref="EngineException">Something is malformed, or more than a gear is given.</exception>
    public static void CheckPlaces(GearSpec spec)
    {
        Demand(spec.Join is null || IsId(spec.Join), $"'{Excerpt.Of(spec.Join ?? "")}' is no gear id");
        Demand(spec.Join is null || spec.Slot is null, "a gear that joins another one has no slot of its own to name");
        Demand(spec.WorkingDirectory is null || IsPath(spec.WorkingDirectory), $"'{Excerpt.Of(spec.WorkingDirectory ?? "")}' is no absolute path");
        Demand(spec.Hosts.Count <= MostHosts && spec.Hosts.Keys.All(IsHostname), $"up to {MostHosts} host names are expected");
        Demand(spec.Groups.Count <= MostGroups && spec.Groups.All(group => group < Ids), $"up to {MostGroups} groups below {Ids} are expected");
        Demand(spec.Volumes.Count + spec.Scratch.Count + spec.Files.Count <= MostMounts,
            $"a gear has at most {MostMounts} volumes, scratch directories and files");
        foreach (var volume in spec.Volumes)
        {
            Demand(IsId(volume.Volume), $"'{Excerpt.Of(volume.Volume)}' is no volume name");
            DemandPlace(volume.Path, "a volume");
        }
        foreach (var scratch in spec.Scratch)
        {
            Demand(IsId(scratch.Name), $"'{Excerpt.Of(scratch.Name)}' is no name of a scratch directory");
            DemandPlace(scratch.Path, "a scratch directory");
        }
        foreach (var files in spec.Files)
            CheckFiles(files);
        Demand(spec.Files.Sum(files => files.Files.Sum(file => (long)file.Content.Length)) <= MostGivenBytes,
            $"a gear is given at most {MostGivenBytes} bytes");
    }

    private static void CheckFiles(GivenFiles files)
    {
        DemandPlace(files.Path, "files");
        Demand(files.Files.Count <= MostGivenFiles, $"at most {MostGivenFiles} files are given at one path");
        foreach (var file in files.IsSingle ? [] : files.Files)
            Demand(IsBelow(file.Name), $"'{Excerpt.Of(file.Name)}' is no name of a file below '{Excerpt.Of(files.Path)}'");
        Demand(files.Files.Select(file => file.Name).Distinct().Count() == files.Files.Count, $"a file is given twice at '{Excerpt.Of(files.Path)}'");
    }

    private static void DemandPlace(string path, string what) =>
        Demand(IsPath(path) && path.Length > 1, $"'{Excerpt.Of(path)}' is no absolute path for {what}");

    private static bool IsBelow(string name) =>
        name.Length is > 0 and <= LongestPath && !name.Contains('\0') && name.Split('/').All(part => part is not ("" or "." or ".."));

    private static bool IsPath(string path) =>
        path.StartsWith('/') && path.Length <= LongestPath && !path.Contains('\0') && !path.Split('/').Contains("..");
}
