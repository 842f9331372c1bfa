using FsCheck;
using FsCheck.Fluent;
using Slipway.Linux.Files;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Tests.Tar;

public class TarRoundTripTests
{
    [Fact]
    public void What_is_written_is_read() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Entries().ListOf().ToArbitrary(), entries =>
        {
            var archive = Write(entries);
            var reader = new TarReader(new MemoryStream(archive));
            foreach (var entry in entries)
            {
                var read = reader.Next().ShouldNotBeNull();
                (read with { Attributes = [] }).ShouldBe(entry with { Attributes = [] });
                read.Attributes.ShouldBe(entry.Attributes);
                var content = new MemoryStream();
                reader.OpenContent(read).CopyTo(content);
                content.ToArray().AsSpan().SequenceEqual(ContentOf(entry)).ShouldBeTrue();
            }
            reader.Next().ShouldBeNull();
            return Write(entries).AsSpan().SequenceEqual(archive);
        }));

    [Fact]
    public void An_entry_that_ustar_can_hold_has_no_pax_header() =>
        Write([new TarEntry(TarKind.File, RawPath.Of(new string('d', 155) + "/" + new string('n', 100)))
        {
            Mode = 0x1A4, Modified = new UnixTime(1),
        }])
            .Length.ShouldBe(3 * 512);

    [Fact]
    public void A_header_has_no_trace_of_the_machine() =>
        Convert.ToHexString(Write([new TarEntry(TarKind.Symlink, RawPath.Of("l"))
        {
            LinkTarget = RawPath.Of("t"), Uid = 0x3FFFFF, Modified = new UnixTime(-2, 500_000_000),
        }]))
            .ShouldContain(Convert.ToHexString("14 mtime=-1.5\n15 uid=4194303\n"u8));

    [Fact]
    public void More_or_less_content_than_the_header_says_is_an_error()
    {
        var writer = new TarWriter(new MemoryStream());
        writer.Write(new TarEntry(TarKind.File, RawPath.Of("f")) { Size = 3 });
        Should.Throw<InvalidOperationException>(() => writer.WriteData("four"u8));
        writer.WriteData("ab"u8);
        Should.Throw<InvalidOperationException>(writer.Finish);
    }

    private static byte[] Write(IEnumerable<TarEntry> entries)
    {
        var output = new MemoryStream();
        var writer = new TarWriter(output);
        foreach (var entry in entries)
        {
            writer.Write(entry);
            writer.WriteData(ContentOf(entry));
        }
        writer.Finish();
        return output.ToArray();
    }

    private static byte[] ContentOf(TarEntry entry)
    {
        var content = new byte[entry.Size];
        new Random((int)entry.Size).NextBytes(content);
        return content;
    }

    private static Gen<TarEntry> Entries() =>
        from kind in Gen.Elements(Enum.GetValues<TarKind>())
        from path in Paths()
        from link in Paths()
        from mode in Gen.Choose(0, 0xfff)
        from uid in Gen.Elements(0u, 7u, 0x1F_FFFFu, 0x20_0000u, uint.MaxValue - 1)
        from seconds in Gen.Elements(0L, 1L, -1L, 1_700_000_000L, 0x1_FFFF_FFFFL, 0x2_0000_0000L, -86_400L)
        from nanoseconds in Gen.Elements(0u, 1u, 500_000_000u, 999_999_999u)
        from size in Gen.Elements(0, 1, 511, 512, 513, 70_000, 600_000)
        from attributes in Gen.Choose(0, 3)
        select new TarEntry(kind, kind == TarKind.Directory ? RawPath.Of([.. path.Bytes, (byte)'/']) : path)
        {
            Mode = mode,
            Uid = uid,
            Gid = uid / 2,
            Modified = new UnixTime(seconds, nanoseconds),
            Size = kind == TarKind.File ? size : 0,
            LinkTarget = kind is TarKind.HardLink or TarKind.Symlink ? link : default,
            Device =
                kind is TarKind.CharDevice or TarKind.BlockDevice ? new DeviceNumber((uint)mode, uid % 1000) : default,
            Attributes = [.. Enumerable.Range(0, attributes)
                .Select(i => new ExtendedAttribute($"user.{i}=%3D%", new byte[] { 0, (byte)'\n', (byte)'=', 255 }))],
        };

    private static Gen<RawPath> Paths() =>
        from length in Gen.Elements(1, 2, 99, 100, 101, 155, 156, 255, 256, 257, 1000, 4000)
        from seed in Gen.Choose(0, 1000)
        select RawPath.Of(Bytes(length, new Random(seed)));

    /// <summary>Names of any bytes with slashes here and there, never at the end.</summary>
    private static byte[] Bytes(int length, Random random)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = random.Next(60) == 0 && i > 0 && i < length - 1 ? (byte)'/' : (byte)random.Next('0', 256);
        return bytes;
    }
}
