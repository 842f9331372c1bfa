using Slipway.Dockerfiles;
using Slipway.Linux.Processes;
using Slipway.Oci;
using Slipway.Testing;

namespace Slipway.Testing.Builds;

/// <summary>A build context that goes with the test.</summary>
public sealed class ContextDirectory : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public string Path => _directory.Path;

    /// <param name="script">Makes the context's files, in its directory.</param>
    public static async Task<ContextDirectory> MakeAsync(string dockerfile, string script = "")
    {
        var context = new ContextDirectory();
        await File.WriteAllTextAsync(context._directory.File("Dockerfile"), dockerfile);
        if (script.Length > 0)
            (await Tool.RunAsync(["bash", "-euc", "umask 022\n" + script],
                new ToolOptions { WorkingDirectory = context.Path })).OrThrow();
        return context;
    }

    public void Write(string name, string content) => File.WriteAllText(_directory.File(name), content);

    public DockerfileBuild Build(string name = "test/image:1") =>
        new() { Context = Path, Name = ImageReference.Parse(name), StepTimeout = TimeSpan.FromMinutes(2) };

    public void Dispose() => _directory.Dispose();
}
