namespace Slipway.Engine.Embedded.Containers;

/// <summary>The user of a process: ids inside the container, and the home directory if known.</summary>
public sealed record ContainerUser(uint Uid, uint Gid, IReadOnlyList<uint> Groups)
{
    public static readonly ContainerUser Root = new(0, 0, []) { Home = "/root" };

    public string? Home { get; init; }

    public bool IsRoot => Uid == 0;

    public bool Equals(ContainerUser? other) =>
        other is not null && Uid == other.Uid && Gid == other.Gid && Home == other.Home
            && Groups.SequenceEqual(other.Groups);

    public override int GetHashCode() => HashCode.Combine(Uid, Gid, Home);
}
