using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux;
using Slipway.Linux.Namespaces;

namespace Slipway.Engine.Embedded.Roots;

/// <summary>
/// The user namespaces for id-mapped mounts. Files on disk have container ids, from 0; the mount shows them as ids of
/// the range. The host's root, which mounts, is outside the range: an overlay over such a mount would silently be
/// read-only. So the map has one more extent for root, whose id on disk does not matter (overlay's whiteouts get it). A
/// namespace is created by a small child process and held by a descriptor.
/// </summary>
public sealed class MountIds : IDisposable
{
    private const uint MounterOnDisk = 4_000_000_000;
    private const int MaxHeld = 512;
    private readonly Lock _lock = new();
    private readonly Dictionary<IdRange, Task<SafeFileHandle>> _held = [];

    /// <summary>The user namespace of a range; creating it in advance makes mounting faster.</summary>
    /// <exception cref="LinuxException">The kernel allows no user namespaces.</exception>
    public async Task<SafeFileHandle> ForAsync(IdRange ids, CancellationToken cancel)
    {
        Task<SafeFileHandle> making;
        lock (_lock)
        {
            if (!_held.TryGetValue(ids, out making!) || making.IsFaulted)
                _held[ids] = making = Task.Run(() => CreateAsync(ids), CancellationToken.None);
            if (_held.Count > MaxHeld)
                _held.Remove(_held.Keys.First(other => other != ids));
        }
        return await making.WaitAsync(cancel);
    }

    public void Dispose()
    {
        lock (_lock)
            _held.Clear();
    }

    private static async Task<SafeFileHandle> CreateAsync(IdRange ids)
    {
        using var child = Process.Start(new ProcessStartInfo("unshare", ["-U", "cat"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        })!;
        try
        {
            // The child responds once it has become cat, and so is in its namespace.
            await child.StandardInput.BaseStream.WriteAsync(new byte[] { 1 });
            await child.StandardInput.BaseStream.FlushAsync();
            if (await child.StandardOutput.BaseStream.ReadAsync(new byte[1])
                .AsTask().WaitAsync(TimeSpan.FromSeconds(20)) == 0)
                throw new LinuxException("unshare", "(a user namespace)", Errno.PermissionDenied);
            var map = $"{ids}\n{MounterOnDisk} 0 1\n";
            await File.WriteAllTextAsync($"/proc/{child.Id}/uid_map", map);
            await File.WriteAllTextAsync($"/proc/{child.Id}/gid_map", map);
            return File.OpenHandle($"/proc/{child.Id}/ns/user");
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync();
        }
    }
}
