using System.Security.Cryptography;
using System.Text;
using Slipway.Linux.Files;
using Slipway.Linux.Namespaces;

namespace Slipway.Engine.Embedded;

/// <summary>
/// The engine's run-time state, <c>DIR/run</c>, through a private bind mount with a short path: mounts in it do not
/// propagate to other mount namespaces, paths of sockets in it are short enough, and gears' ids can reach their roots
/// even if the data directory is closed to others.
/// </summary>
internal sealed record RunDirectory(string Path)
{
    /// <summary>A name for the resources that the installation creates outside its data directory.</summary>
    public static string InstallationOf(string dataDirectory) =>
        "slipway_" + Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(System.IO.Path.GetFullPath(dataDirectory))))[..8];

    public string Slots => System.IO.Path.Combine(Path, "slots");

    public string Gears => System.IO.Path.Combine(Path, "gears");

    public static RunDirectory Open(EmbeddedEngineOptions options)
    {
        Directory.CreateDirectory(options.RunDirectory);
        File.SetUnixFileMode(options.RunDirectory, UnixFileModes.AllTraverse);
        Directory.CreateDirectory(options.HostState, UnixFileModes.AllTraverse);
        var alias = PathOf(options);
        Directory.CreateDirectory(alias, UnixFileModes.AllTraverse);
        if (!NamespacePin.IsMountPoint(alias))
            NamespacePin.Bind(options.RunDirectory, alias);
        NamespacePin.MakePrivate(alias);
        var run = new RunDirectory(alias);
        Directory.CreateDirectory(run.Slots);
        Directory.CreateDirectory(run.Gears, UnixFileModes.AllTraverse);
        return run;
    }

    public static void Close(EmbeddedEngineOptions options)
    {
        var alias = PathOf(options);
        if (!Directory.Exists(alias))
            return;
        NamespacePin.Unbind(alias);
        Directory.Delete(alias);
    }

    private static string PathOf(EmbeddedEngineOptions options) =>
        System.IO.Path.Combine(options.HostState, InstallationOf(options.DataDirectory)["slipway_".Length..]);
}
