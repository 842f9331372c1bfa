namespace Slipway.Linux.Namespaces;

/// <summary>The user and group ids of the host that the ids 0, 1, … of a user namespace stand for.</summary>
public readonly record struct IdRange(uint First, uint Length)
{
    /// <summary>The first id behind the range.</summary>
    public ulong End => (ulong)First + Length;

    /// <summary>The host's id of an id inside.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range has no such id.</exception>
    public uint OnHost(uint inside) =>
        inside < Length ? First + inside : throw new ArgumentOutOfRangeException(
            nameof(inside), inside, $"the range has {Length} ids");

    /// <summary>The line of <c>/proc/PID/uid_map</c> (user_namespaces(7)).</summary>
    public override string ToString() => $"0 {First} {Length}";
}
