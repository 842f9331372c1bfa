using System.Text;
using Slipway.Build;
using Slipway.Dockerfiles.Execution;
using Slipway.Oci;

namespace Slipway.Factory.DebianBase;

/// <summary>
/// A digest of the package indexes of Debian's archives. It is updated on demand or when it is older than the interval,
/// not for every build: when images are rebuilt is a decision of the user.
/// </summary>
/// <param name="file">The file of the last digest.</param>
/// <param name="workDirectory">A directory for temporary files.</param>
public sealed class PackageIndex(string file, string workDirectory, TimeProvider time, string aptDirectory = "/etc/apt")
{
    /// <summary>The maximum age of the digest without a refresh.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Removes leftovers of a crash; call it first.</summary>
    public void RemoveLeftovers() => Workspace.Clear(workDirectory);

    /// <param name="refresh">Check the archives now.</param>
    /// <exception cref="SlipwayException">The archives cannot be read.</exception>
    public async Task<Digest> StateAsync(string suite, bool refresh, CancellationToken cancel)
    {
        var path = $"{file}.{suite}";
        if (!refresh && File.Exists(path) && time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(path) < Interval
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
