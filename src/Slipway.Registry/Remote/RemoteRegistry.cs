using System.Text;
using Slipway.Linux.Files;
using Slipway.Linux.Processes;
using Slipway.Oci;
using Slipway.Registry.Archives;
using Slipway.Registry.Content;

namespace Slipway.Registry.Remote;

/// <summary>
/// Another registry, accessed with skopeo, which supports all common registries and their authentication. The login is
/// in a file that only this user can read, until this is disposed.
/// </summary>
public sealed class RemoteRegistry : IDisposable
{
    private static readonly TimeSpan InspectTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CopyTimeout = TimeSpan.FromMinutes(30);
    private static readonly string[] Missing =
        ["manifest unknown", "name unknown", "not found", "not known", "StatusCode: 404", "status code 404"];
    private readonly string _host;
    private readonly DirectoryInfo _work;
    private readonly string[] _options;
    private readonly string _tls;

    /// <param name="directory">Where a directory for the login is created; its owner empties it after a crash.</param>
    /// <param name="host">HOST or HOST:PORT.</param>
    /// <param name="plainHttp">Use HTTP, or HTTPS without verifying the certificate.</param>
    public RemoteRegistry(string directory, string host, RemoteLogin? login, bool plainHttp)
    {
        _host = host;
        _work = Directory.CreateDirectory(
            Path.Combine(directory, Guid.NewGuid().ToString("n")),
            UnixFileModes.OwnerAll);
        var file = Path.Combine(_work.FullName, "auth.json");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write,
            UnixCreateMode = UnixFileModes.OwnerReadWrite,
        };
        using (var stream = new FileStream(file, options))
            stream.Write(RemoteLogin.FileOf(host, login));
        _options = ["--authfile", file];
        _tls = plainHttp ? "false" : "true";
    }

    /// <summary>The manifest of a tag in the registry; null when the tag does not exist.</summary>
    /// <exception cref="SlipwayException">The registry refuses, or cannot be reached.</exception>
    public async Task<Digest?> FindAsync(ImageReference name, CancellationToken cancel)
    {
        var result = await RunAsync(
            ["inspect", "--raw", .. _options, $"--tls-verify={_tls}", AddressOf(name)], InspectTimeout, cancel);
        if (result.Succeeded)
            return Digest.OfBytes(Encoding.UTF8.GetBytes(result.Output));
        return Missing.Any(text => result.Errors.Contains(text, StringComparison.OrdinalIgnoreCase))
            ? null
            : throw Failure(name, result);
    }

    /// <summary>Pushes missing blobs, then the exact bytes of the manifest, under a tag.</summary>
    /// <exception cref="SlipwayException">The registry refuses, or cannot be reached.</exception>
    public async Task PushAsync(ContentStore content, Image image, ImageReference name, CancellationToken cancel)
    {
        var layout = Path.Combine(_work.FullName, Guid.NewGuid().ToString("n"));
        await using var export = await ImageExport.OpenAsync(content, image, null, cancel);
        export.WriteLayout(layout);
        var result = await RunAsync(
            ["copy", "--preserve-digests", .. _options, $"--dest-tls-verify={_tls}", $"oci:{layout}", AddressOf(name)],
            CopyTimeout, cancel);
        if (!result.Succeeded)
            throw Failure(name, result);
    }

    public void Dispose() => _work.Delete(recursive: true);

    private string AddressOf(ImageReference name) => $"docker://{_host}/{name.Repository}:{name.Tag}";

    private static async Task<ToolResult> RunAsync(
        IReadOnlyList<string> arguments, TimeSpan timeout, CancellationToken cancel)
    {
        try
        {
            // The images come from the factory itself, so no signature policy is needed.
            return await Tool.RunAsync(
                ["skopeo", "--insecure-policy", .. arguments], new ToolOptions { Timeout = timeout }, cancel);
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.LimitReached)
        {
            throw new SlipwayException(
                ErrorCode.RemoteRegistry,
                e.Message, "see whether the registry answers, then push again: what is there is not sent again", e);
        }
    }

    private SlipwayException Failure(ImageReference name, ToolResult result)
    {
        var said = result.Errors.Trim().Split('\n')[^1];
        var cause = said.Split("msg=", 2)[^1].Trim('"');
        return new SlipwayException(
            ErrorCode.RemoteRegistry, $"{_host} did not take {name.Repository}:{name.Tag}: {Excerpt.Of(cause, 400)}",
            "see that the registry answers, and that the login may push there; then push again: " +
                "what is there is not sent again");
    }
}
