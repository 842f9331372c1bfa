using System.Buffers.Binary;
using System.Net;
using Slipway.Linux.Namespaces;

namespace Slipway.Engine.Embedded.Slots;

/// <summary>Derives ids and address from a slot's number. All engines of a host share the numbers.</summary>
internal sealed record SlotPlan(uint FirstId, IPNetwork Subnet)
{
    public const int IdsEach = 65536;

    /// <summary>The network's own address and the gateway's come first.</summary>
    private const int FirstAddress = 2;

    public IPAddress Gateway => AddressAt(1);

    /// <summary>The number of slots for which ids and addresses suffice.</summary>
    public int Capacity =>
        (int)Math.Min((uint.MaxValue - 1L - FirstId) / IdsEach, (1L << (32 - Subnet.PrefixLength)) - FirstAddress - 1);

    public IdRange IdsOf(int slot) => new(FirstId + ((uint)slot * IdsEach), IdsEach);

    public IPAddress AddressOf(int slot) => AddressAt((uint)slot + FirstAddress);

    private IPAddress AddressAt(uint offset)
    {
        Span<byte> bytes = stackalloc byte[4];
        Subnet.BaseAddress.TryWriteBytes(bytes, out _);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, BinaryPrimitives.ReadUInt32BigEndian(bytes) + offset);
        return new IPAddress(bytes);
    }
}
