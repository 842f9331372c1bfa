namespace Slipway.Linux.Namespaces;

/// <summary>The host's user and group ids to which the ids 0, 1, … of a user namespace are mapped.</summary>
public readonly record struct IdRange(uint First, uint Length)
{
    /// <summary>The first id after the range.</summary>
    public ulong End => (ulong)First + Length;

    /// <summary>Maps an id of the namespace to the host's id.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in the range.</exception>
    public uint OnHost(uint inside) =>
        inside < Length ? First + inside : throw new ArgumentOutOfRangeException(
            nameof(inside), inside, $"the range has {Length} ids");

    /// <summary>The line of <c>/proc/PID/uid_map</c> (user_namespaces(7)).</summary>
    public override string ToString() => $"0 {First} {Length}";
}
