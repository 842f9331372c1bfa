using Slipway.Linux.Processes;

namespace Slipway.EndToEnd.Installations;

/// <summary>Values that must be nowhere, and the places where they could be.</summary>
internal sealed class Needles(Installation installation, string name, params string[] values)
{
    /// <summary>Blobs, snapshots, database with its log, build logs, the server's log, records of gears.</summary>
    public async Task ShouldBeInNoFileAsync() =>
        (await Tool.RunAsync(
            ["grep", "--recursive", "--text", "--files-with-matches", "--fixed-strings", "--devices=skip",
                $"--file={await FileAsync()}", installation.Data],
            new ToolOptions { Timeout = TimeSpan.FromMinutes(10) })).Output.ShouldBeEmpty();

    public async Task ShouldBeInNoLayerOfAsync(string image)
    {
        var file = await FileAsync();
        var (archive, layers) = (file + ".tar", installation.Scratch("layers-" + name));
        await installation.Slipway.RunAsync("image", "export", image, "--file", archive);
        (await Tool.RunAsync(["tar", "--extract", "--file", archive, "--directory", layers])).OrThrow();
        (await Tool.RunAsync(["find", layers, "-type", "f", "-exec", "zgrep", "--text", "--files-with-matches",
            "--fixed-strings", $"--file={file}", "{}", ";"])).OrThrow().Output.ShouldBeEmpty();
    }

    private async Task<string> FileAsync()
    {
        var file = Path.Combine(installation.Scratch("needles-" + name), "needles");
        await File.WriteAllLinesAsync(file, values);
        return file;
    }
}
