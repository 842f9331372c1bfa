using System.Text.Json;
using Slipway.Edge.Configuration;
using Slipway.Edge.Supervision;
using Slipway.Linux.Files;

namespace Slipway.Edge;

/// <summary>The edge's directory: the state, and what is rendered from it. The state is written first.</summary>
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
    /// What was applied last; the empty state when there is none or it cannot be read, for the next table brings
    /// everything again.
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

    /// <summary>The configuration HAProxy was last given, empty when there is none.</summary>
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

    /// <summary>HAProxy and its supervisor only ever append, so the log can be emptied under them.</summary>
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
