using Slipway.Linux.Processes;

namespace Slipway.Linux.Namespaces;

/// <summary>
/// Creates a user namespace and a network namespace owned by it. A multi-threaded process cannot enter a new user
/// namespace, so a small child process does, and ends when both are pinned.
/// </summary>
public static class NamespacePair
{
    /// <param name="ids">The ids of the user namespace; null creates only the network namespace, owned by the host's
    /// user namespace.</param>
    /// <param name="userPath">Where the user namespace is pinned.</param>
    /// <param name="networkPath">Where the network namespace is pinned.</param>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public static async Task CreateAsync(IdRange? ids, string userPath, string networkPath, CancellationToken cancel)
    {
        var (ours, childs) = SocketPair.Create();
        using (ours)
        {
            using var child = Spawn.Start(["unshare", ids is null ? "-n" : "-Un", "cat"],
                new SpawnOptions { Descriptors = [(0, childs), (1, childs)] });
            childs.Dispose();
            try
            {
                await AwaitEchoAsync(ours, cancel);
                if (ids is { } range)
                {
                    await File.WriteAllTextAsync($"/proc/{child.Id}/uid_map", $"{range}\n", cancel);
                    await File.WriteAllTextAsync($"/proc/{child.Id}/gid_map", $"{range}\n", cancel);
                    NamespacePin.Pin($"/proc/{child.Id}/ns/user", userPath);
                }
                NamespacePin.Pin($"/proc/{child.Id}/ns/net", networkPath);
            }
            finally
            {
                child.Kill(Signal.Kill);
                await child.WaitAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>Waits until the child is in its namespaces, which it shows by becoming <c>cat</c>.</summary>
    private static async Task AwaitEchoAsync(Stream child, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        await child.WriteAsync(new byte[] { 1 }, limit.Token);
        if (await child.ReadAsync(new byte[1], limit.Token) == 0)
            throw new LinuxException("unshare", "(a user and a network namespace)", Errno.PermissionDenied);
    }
}
