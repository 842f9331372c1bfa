using System.Text;
using Slipway.Build;
using Slipway.Dockerfiles.Execution;
using Slipway.Oci;

namespace Slipway.Factory.DebianBase;

/// <summary>
/// What Debian's archives offer, as a digest that changes when they do. It is asked for on demand or when the last
/// answer is older than the interval, not for every build: images are made anew when somebody decides so.
/// </summary>
/// <param name="file">Where the last answer is kept.</param>
/// <param name="workDirectory">A directory for temporary files.</param>
public sealed class PackageIndex(string file, string workDirectory, TimeProvider time, string aptDirectory = "/etc/apt")
{
    /// <summary>How old an answer may be that nobody asked to be refreshed.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Removes what a crashed process left; to be called before the first question.</summary>
    public void RemoveLeftovers() => Workspace.Clear(workDirectory);

    /// <param name="refresh">Ask the archives now.</param>
    /// <exception cref="SlipwayException">The archives cannot be read.</exception>
    public async Task<Digest> StateAsync(string suite, bool refresh, CancellationToken cancel)
    {
        var path = $"{file}.{suite}";
        if (!refresh && File.Exists(path) && time.GetUtcNow() - File.GetLastWriteTimeUtc(path) < Interval
            && Digest.TryParse((await File.ReadAllTextAsync(path, cancel)).Trim(), out var kept))
            return kept;
        var sources = DebianOrigins.Choose(AptSourceFiles.Read(aptDirectory), suite, hostSuite: null);
        Directory.CreateDirectory(workDirectory);
        using var workspace = new Workspace(workDirectory);
        var state = await ArchiveState.FetchAsync(
            sources, Directory.CreateDirectory(workspace.NewPath()).FullName, cancel);
        Linux.Files.DurableFile.Write(path, Encoding.ASCII.GetBytes(state.Digest.ToString()));
        return state.Digest;
    }
}
