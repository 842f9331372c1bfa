using System.Text.Json;
using Slipway.Edge.Configuration;
using Slipway.Edge.Supervision;
using Slipway.Linux.Files;

namespace Slipway.Edge;

/// <summary>The edge's directory: its state, and the files rendered from it. The state is written first.</summary>
internal sealed class EdgeFiles(EdgeOptions options)
{
    private const string StateFile = "routes.json";
    private const int MaxLogBytes = 1 << 20;

    public void Prepare()
    {
        Directory.CreateDirectory(options.Directory);
        Directory.CreateDirectory(Path.Combine(options.Directory, HaproxyFiles.Jail));
        DurableFile.RemoveLeftovers(options.Directory);
        BoundLog();
        Write(SupervisorScript.File, System.Text.Encoding.UTF8.GetBytes(SupervisorScript.Text));
    }

    /// <summary>
    /// The last applied state; empty when it does not exist or cannot be read, because the next table contains
    /// everything.
    /// </summary>
    public EdgeState Load()
    {
        try
        {
            return EdgeState.FromJson(File.ReadAllBytes(Path.Combine(options.Directory, StateFile)));
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return EdgeState.Empty;
        }
    }

    /// <summary>The last configuration given to HAProxy, or empty.</summary>
    public string LastConfiguration()
    {
        var path = Path.Combine(options.Directory, HaproxyFiles.Configuration);
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    public void Save(EdgeState state, HaproxyFiles files)
    {
        Write(StateFile, state.ToJson());
        foreach (var (name, content) in files.Content)
            Write(name, System.Text.Encoding.UTF8.GetBytes(content));
    }

    /// <summary>HAProxy and its supervisor only append, so the log can be truncated while they run.</summary>
    private void BoundLog()
    {
        var log = new FileInfo(Path.Combine(options.Directory, SupervisorScript.Log));
        if (!log.Exists || log.Length < MaxLogBytes)
            return;
        using var file = log.Open(FileMode.Open, FileAccess.Write);
        file.SetLength(0);
    }

    private void Write(string name, byte[] content)
    {
        var path = Path.Combine(options.Directory, name);
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
            return;
        DurableFile.Write(path, content);
    }
}
