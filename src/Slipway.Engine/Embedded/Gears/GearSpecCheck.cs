using Slipway.Engine.Gears;
using Slipway.Oci;
using static Slipway.Engine.Embedded.Gears.GearPlan;

namespace Slipway.Engine.Embedded.Gears;

/// <summary>Validates paths, names and files of a gear's specification.</summary>
internal static class GearSpecCheck
{
    private const int MaxMounts = 32;
    private const int MaxPathLength = 4096;
    private const int MaxHosts = 64;
    private const int MaxGroups = 64;
    private const uint Ids = 65536;
    private const long MaxInjectedBytes = 64 << 20;
    private const int MaxInjectedFiles = 4096;

    /// <exception cref="SlipwayException">Something is malformed, or more than a gear is given.</exception>
    public static void CheckPlaces(GearSpec spec)
    {
        Require(spec.Join is null || IsId(spec.Join), $"'{Excerpt.Of(spec.Join ?? "")}' is no gear id");
        Require(spec.Join is null || spec.Slot is null, "a gear that joins another one has no slot of its own to name");
        Require(spec.WorkingDirectory is null || IsPath(spec.WorkingDirectory),
            $"'{Excerpt.Of(spec.WorkingDirectory ?? "")}' is no absolute path");
        Require(spec.Hosts.Count <= MaxHosts && spec.Hosts.Keys.All(IsHostname),
            $"up to {MaxHosts} host names are expected");
        Require(spec.Groups.Count <= MaxGroups && spec.Groups.All(group => group < Ids),
            $"up to {MaxGroups} groups below {Ids} are expected");
        Require(spec.Volumes.Count + spec.Scratch.Count + spec.Files.Count <= MaxMounts,
            $"a gear has at most {MaxMounts} volumes, scratch directories and files");
        foreach (var volume in spec.Volumes)
        {
            Require(IsId(volume.Volume), $"'{Excerpt.Of(volume.Volume)}' is no volume name");
            RequireMountPath(volume.Path, "a volume");
        }
        foreach (var scratch in spec.Scratch)
        {
            Require(IsId(scratch.Name), $"'{Excerpt.Of(scratch.Name)}' is no name of a scratch directory");
            RequireMountPath(scratch.Path, "a scratch directory");
        }
        foreach (var files in spec.Files)
            CheckFiles(files);
        Require(spec.Files.Sum(files => files.Files.Sum(file => (long)file.Content.Length)) <= MaxInjectedBytes,
            $"a gear is given at most {MaxInjectedBytes} bytes");
    }

    private static void CheckFiles(InjectedFiles files)
    {
        RequireMountPath(files.Path, "files");
        Require(files.Files.Count <= MaxInjectedFiles, $"at most {MaxInjectedFiles} files are given at one path");
        foreach (var file in files.IsSingle ? [] : files.Files)
            Require(
                IsBelow(file.Name), $"'{Excerpt.Of(file.Name)}' is no name of a file below '{Excerpt.Of(files.Path)}'");
        Require(files.Files.Select(file => file.Name).Distinct().Count() == files.Files.Count,
            $"a file is given twice at '{Excerpt.Of(files.Path)}'");
    }

    private static void RequireMountPath(string path, string what) =>
        Require(IsPath(path) && path.Length > 1, $"'{Excerpt.Of(path)}' is no absolute path for {what}");

    private static bool IsBelow(string name) =>
        name.Length is > 0 and <= MaxPathLength && !name.Contains('\0')
            && name.Split('/').All(part => part is not ("" or "." or ".."));

    private static bool IsPath(string path) =>
        path.StartsWith('/') && path.Length <= MaxPathLength && !path.Contains('\0') && !path.Split('/').Contains("..");
}
