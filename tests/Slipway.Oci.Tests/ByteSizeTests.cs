using FsCheck;
using FsCheck.Fluent;

namespace Slipway.Oci.Tests;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0L)]
    [InlineData("1024", 1024L)]
    [InlineData("512m", 512L << 20)]
    [InlineData("1.5 GB", 3L << 29)]
    [InlineData("2GiB", 2L << 30)]
    [InlineData("7b", 7L)]
    [InlineData("4T", 4L << 40)]
    public void A_size_is_read_with_its_unit(string text, long bytes)
    {
        ByteSize.TryParse(text, out var read).ShouldBeTrue();
        read.ShouldBe(bytes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("ib")]
    [InlineData("-1")]
    [InlineData("1e9")]
    [InlineData("1..5m")]
    [InlineData("9999999999999g")]
    [InlineData("99999999999999999999999999999999999999")]
    [InlineData("5 parsecs")]
    public void What_is_no_size_is_not_taken_for_one(string? text) => ByteSize.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void What_is_written_is_read_again() => Prop.ForAll<NonNegativeInt, int>((number, power) =>
    {
        var bytes = (long)number.Get << (10 * (int)((uint)power % 4));
        return ByteSize.TryParse(ByteSize.Of(bytes).Replace("bytes", "b", StringComparison.Ordinal), out var read)
            && read == bytes;
    }).QuickCheckThrowOnFailure();
}
