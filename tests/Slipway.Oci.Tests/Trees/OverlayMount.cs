using Slipway.Linux.Processes;

namespace Slipway.Oci.Tests.Trees;

/// <summary>A real overlay, mounted as the engine mounts them.</summary>
public sealed class OverlayMount : IDisposable
{
    private OverlayMount(string path) => Path = path;

    public string Path { get; }

    /// <param name="layers">From the base up.</param>
    public static OverlayMount Writable(string point, string upper, string work, params string[] layers) =>
        Mount(point, $"lowerdir={string.Join(':', layers.Reverse())},upperdir={upper},workdir={work}");

    /// <inheritdoc cref="Writable"/>
    public static OverlayMount ReadOnly(string point, params string[] layers) =>
        Mount(point, $"lowerdir={string.Join(':', layers.Reverse())}");

    public void Dispose() => Run("umount", Path);

    private static OverlayMount Mount(string point, string options)
    {
        Directory.CreateDirectory(point);
        Run("mount", "-t", "overlay", "overlay", "-o",
            $"{options},redirect_dir=off,metacopy=off,index=off,xino=off", point);
        return new OverlayMount(point);
    }

    private static void Run(params string[] command) => Tool.RunAsync(command).GetAwaiter().GetResult().OrThrow();
}
