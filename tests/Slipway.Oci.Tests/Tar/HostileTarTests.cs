using System.Text;
using Slipway.Oci.Tar;
using Slipway.Testing;

namespace Slipway.Oci.Tests.Tar;

public class HostileTarTests
{
    private static string Records(params string[] records) => string.Concat(records.Select(RawTar.Record));

    public static TheoryData<string, byte[]> Archives => new()
    {
        { "checksum", new byte[512].Select((_, i) => (byte)i).ToArray() },
        { "in the middle", RawTar.Header('0', "f", "00000001000") },
        { "in the middle", RawTar.Header('0', "f", "00000000000")[..100] },
        { "no octal", RawTar.Header('0', "f", "0000000000x") },
        { "too large", RawTar.Header('0', "f", "\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff") },
        { "bytes long", RawTar.Header('0', "f", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff") },
        { "unknown type", RawTar.Of(('Z', [])) },
        { "empty block", [.. new byte[512], .. RawTar.Header('0', "f", "00000000000")] },
        { "behind an extended header", RawTar.Of(('x', Encoding.ASCII.GetBytes(Records("path=a")))) },
        { "the most", RawTar.Of(('L', new byte[5000])) },
        { "the most", RawTar.Header('x', "f", "00100000000") },
        { "more than 64", RawTar.Of([.. Enumerable.Repeat(('g', Array.Empty<byte>()), 70)]) },
        { "malformed", Pax("8 path=a\n") },
        { "malformed", Pax("99999999999 path=a\n") },
        { "malformed", Pax("5 =a\n") },
        { "malformed", Pax("path=a\n") },
        { "no path", Pax(Records("path=a\0b")) },
        { "no path", Pax(Records("path=" + new string('a', 5000))) },
        { "no number", Pax(Records("size=-1")) },
        { "no number", Pax(Records("uid=1e3")) },
        { "no number", Pax(Records("mtime=1.x")) },
        { "user or group id", Pax(Records("uid=4294967295")) },
        { "extended attributes", Pax(Records([.. Enumerable.Range(0, 300).Select(i => $"SCHILY.xattr.user.{i}=x")])) },
        { "valid name", Pax(Records("SCHILY.xattr.=x")) },
        { "base64", Pax(Records("LIBARCHIVE.xattr.user.a=!!!")) },
        { "malformed", Pax(Records("GNU.sparse.map=0,1,5", "GNU.sparse.size=9")) },
        { "malformed", Pax(Records("GNU.sparse.map=5,1,0,1", "GNU.sparse.size=9")) },
        { "malformed", Pax(
            Records("GNU.sparse.map=0,9223372036854775807,9223372036854775807,9", "GNU.sparse.size=9")) },
        { "malformed", Pax(Records("GNU.sparse.numbytes=1", "GNU.sparse.offset=0", "GNU.sparse.size=9")) },
        { "no size", Pax(Records("GNU.sparse.map=0,0")) },
        { "no size", Pax(Records("GNU.sparse.major=1", "GNU.sparse.minor=0")) },
    };

    [Theory]
    [MemberData(nameof(Archives))]
    public void A_malformed_archive_is_refused_with_the_reason(string reason, byte[] archive) =>
        Refusal.Of(ErrorCode.Malformed, () => ReadAll(archive)).Message.ShouldContain(reason);

    [Fact]
    public void An_archive_without_an_end_is_taken_as_others_take_it() =>
        ReadAll(RawTar.Header('0', "f", "00000000000")).ShouldBe(1);

    [Fact]
    public void A_file_of_gigabytes_that_are_not_there_is_refused_when_it_is_passed_over()
    {
        var reader = new TarReader(new MemoryStream(RawTar.Header('0', "f", "40000000000")));
        reader.Next()!.Size.ShouldBe(4L << 30);
        Refusal.Of(ErrorCode.Malformed, () => reader.Next()).Message.ShouldContain("in the middle");
    }

    [Fact]
    public void Global_headers_together_are_bounded() =>
        Refusal.Of(ErrorCode.Malformed, () => ReadAll(RawTar.Of(
            [.. Enumerable.Range(0, 30)
                .Select(i => ('g', Encoding.ASCII.GetBytes(Records($"k{i}=" + new string('v', 50_000)))))]))).Message
            .ShouldContain("longer than");

    private static byte[] Pax(string records) => RawTar.Of(('x', Encoding.Latin1.GetBytes(records)), ('0', []));

    private static int ReadAll(byte[] archive)
    {
        var reader = new TarReader(new MemoryStream(archive));
        var count = 0;
        for (; reader.Next() is { } entry; count++)
            reader.OpenContent(entry).CopyTo(Stream.Null);
        return count;
    }
}
