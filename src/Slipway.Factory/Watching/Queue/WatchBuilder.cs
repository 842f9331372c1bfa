using Slipway.Build;
using Slipway.Build.Remote;
using Slipway.Factory.Pipeline;
using Slipway.Factory.Records;
using Slipway.Factory.Sources;
using Slipway.Factory.Trees;
using Slipway.Factory.Watching.Polling;
using Slipway.Factory.Watching.Records;

namespace Slipway.Factory.Watching.Queue;

/// <summary>
/// Builds a change of a watch: the tree at its commit, or at its branch's tip with a source at that commit.
/// </summary>
internal sealed class WatchBuilder(FactoryPipeline pipeline, GitRepositories repositories, string workDirectory)
{
    private static readonly string[] MainBranches = ["main", "master"];

    /// <summary>Removes leftovers of an earlier process.</summary>
    public void RemoveLeftovers() => Workspace.Clear(workDirectory);

    /// <param name="trees">The watch of the tree, which may be the run's own.</param>
    /// <exception cref="SlipwayException">Nothing was built: the cause.</exception>
    /// <exception cref="Dockerfiles.DockerfileException">The tree cannot be fetched.</exception>
    public async Task<FactoryReport> RunAsync(
        WatchRun run, Watch watch, Watch trees, Func<FactoryProgress, ValueTask> progress, CancellationToken cancel)
    {
        using var workspace = new Workspace(workDirectory);
        var address = trees.Target.Repository! with
        {
            Reference = watch.Name == trees.Name ? run.Reference : PollPlan.BranchOf(trees),
        };
        var commit = watch.Name == trees.Name ? run.Commit : await repositories.CommitAsync(address, cancel);
        var root = workspace.NewPath();
        await repositories.CheckOutAsync(address, commit, root, cancel);
        var tree = TemplateTree.Read(DirectoryIn(root, address), trees.Name);
        var branch = trees.Target.Repository!.Reference!;
        var request = new FactoryBuildRequest
        {
            Tree = tree, TemplateCommit = commit, Change = run.Change,
            ChangeLink = run.Change is { } change ? watch.Report?.LinkOf(change) : null,
            Branch = run.Change is not null ? "review"
                : MainBranches.Contains(branch) ? ImageRecord.MainBranch : branch,
        };
        return await pipeline.RunAsync(
            watch.Target is WatchTarget.Source source ? With(request, source, run) : request, progress, cancel);
    }

    private static FactoryBuildRequest With(FactoryBuildRequest request, WatchTarget.Source source, WatchRun run)
    {
        if (request.Tree.Settings.Sources.GetValueOrDefault(source.Name) is not TreeSource.Git)
            throw new SlipwayException(
                ErrorCode.Factory, $"the tree {source.Tree} has no source {Excerpt.Of(source.Name)} in a repository",
                "name it in factory.yml, or remove the watch");
        return run.Change is null
            ? request
            : request with
            {
                Sources = request.Sources.Add(source.Name, new SourceOverride(run.Reference, run.Commit)),
            };
    }

    /// <summary>
    /// A repository can contain a link in place of the directory, which could lead to files of the server.
    /// </summary>
    private static string DirectoryIn(string root, GitAddress address)
    {
        var path = root;
        foreach (var name in address.Directory.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = Path.Combine(path, name);
            if (new DirectoryInfo(path) is not { Exists: true, LinkTarget: null })
                throw new SlipwayException(
                    ErrorCode.Factory, $"the repository has no directory {Excerpt.Of(address.Directory)}",
                    "add the watch again with the right one");
        }
        return path;
    }
}
