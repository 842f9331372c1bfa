using System.IO.Pipelines;
using Slipway.Engine;
using Slipway.Engine.Builds;
using Slipway.Linux;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.SourceToImage;

/// <summary>
/// Runs the previous artifact's <c>save-artifacts</c> and unpacks its tar, which is untrusted, into a directory of the
/// new build's root, from where <c>assemble</c> can move it by a rename. Any failure is a warning, and the build
/// continues without it.
/// </summary>
internal sealed class PreviousArtifacts(BuildEngine engine, BuildStage stage)
{
    private static readonly RawPath Name = RawPath.Of("artifacts");

    /// <summary>Whether the request allows it and the script exists.</summary>
    public static bool AreWanted(SourceBuild build, ScriptSet scripts) =>
        build is { ReuseArtifacts: true, Previous: { } previous } && scripts[ScriptNames.SaveArtifacts] is not null
        && previous.Config.Config?.Labels?.GetValueOrDefault(ArtifactLabels.Stream) == build.Stream;

    /// <returns>Whether <c>assemble</c> has something to reuse.</returns>
    public async Task<bool> RestoreAsync(BuildRoot root, CancellationToken cancel)
    {
        var previous = stage.Build.Previous!;
        try
        {
            await using var old = await engine.OpenAsync(previous.Layers, stage.Build.Limits.Disk, cancel);
            return await root.WithTreeAsync(tree => UnpackAsync(tree, old, cancel), cancel);
        }
        catch (Exception e) when (e is SlipwayException and not SourceBuildException or IOException)
        {
            await stage.Run.WarnAsync($"the previous artifact's parts are not reused: {e.Message}");
            return false;
        }
    }

    private async Task<bool> UnpackAsync(string tree, BuildRoot old, CancellationToken cancel)
    {
        using var root = DirectoryHandle.Open(tree);
        using var parent = TreePaths.Make(root, TreePaths.Relative(stage.Labels.Destination));
        parent.RemoveTree(Name);
        parent.MakeDirectory(Name, FileModes.AllExecute);
        using var directory = parent.OpenDirectory(Name);
        var failure = await SaveAsync(directory, old, cancel);
        if (failure is null)
        {
            using var files = SourceFiles.Open(TreePaths.PathOf(directory));
            files.Adopt(files.Walk(), stage.User.Uid, stage.User.Gid, time: null);
            return true;
        }
        parent.RemoveTree(Name);
        await stage.Run.WarnAsync($"the previous artifact's parts are not reused: {failure}");
        return false;
    }

    private async Task<string?> SaveAsync(DirectoryHandle directory, BuildRoot old, CancellationToken cancel)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19));
        var options = new ApplyOptions { MaxBytes = stage.Build.Limits.Disk ?? 16L << 30, Whiteouts = false };
        var unpacking = Task.Run(
            () => Unpack(pipe.Reader, TreePaths.PathOf(directory), options, cancel), CancellationToken.None);
        StepResult result;
        try
        {
            await using var output = pipe.Writer.AsStream(leaveOpen: true);
            var previous = stage.Build.Previous!.Config;
            var variables = BuildVariables.ForSaving(previous, stage.User);
            var mounts = BuildMounts.Scripts(stage.Scripts, stage.Workspace.Scripts).ToList();
            var setting = new ScriptRunOptions(
                stage.Labels.AssembleUser, variables, mounts, previous.Config?.WorkingDir);
            result = await stage.Run.RunAsync(old, stage.Scripts[ScriptNames.SaveArtifacts]!, setting, output, cancel);
        }
        finally
        {
            await pipe.Writer.CompleteAsync();
        }
        var fault = await unpacking;
        return result.Succeeded ? fault : "save-artifacts ended with exit code " +
            $"{result.Code}{(result.End == StepEnd.Exited ? "" : $" ({result.End})")}";
    }

    /// <summary>
    /// Returns the error of the archive. The pipe's reader is always completed: otherwise its writer would wait for
    /// ever.
    /// </summary>
    private static async Task<string?> Unpack(
        PipeReader reader, string directory, ApplyOptions options, CancellationToken cancel)
    {
        try
        {
            await using var stream = reader.AsStream();
            LayerApply.ToTree(stream, directory, options, cancel);
            return null;
        }
        catch (Exception e) when (e is SlipwayException { Code: ErrorCode.Malformed } or LinuxException)
        {
            return e.Message;
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }
}
