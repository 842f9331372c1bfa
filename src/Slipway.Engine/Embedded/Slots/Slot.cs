using System.Net;
using Slipway.Linux.Namespaces;

namespace Slipway.Engine.Embedded.Slots;

/// <summary>The resources of one gear or build step: an id range, pinned namespaces, and an address.</summary>
/// <param name="Number">Unique among all engines of the host.</param>
/// <param name="Directory">Where the namespaces are pinned.</param>
/// <param name="HasUserNamespace">False on kernels without support (or by option): ids inside are ids of the
/// host.</param>
public sealed record Slot(int Number, string Directory, IdRange Ids, bool HasUserNamespace, IPAddress Address)
{
    /// <summary>The name that reserves the slot for successors, if any.</summary>
    public string? Name { get; init; }

    /// <summary>The path of the pinned user namespace; null when gears use the host's.</summary>
    public string? UserNamespace => HasUserNamespace ? UserPin : null;

    public string NetworkNamespace => Path.Combine(Directory, "net");

    internal string UserPin => Path.Combine(Directory, "user");
}
