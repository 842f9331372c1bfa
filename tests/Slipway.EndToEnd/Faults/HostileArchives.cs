using System.Formats.Tar;
using System.IO.Compression;

namespace Slipway.EndToEnd.Faults;

/// <summary>Archives that nobody means well with, and what is to be said about each.</summary>
internal static class HostileArchives
{
    private const int Million = 1_000_000;

    public static IEnumerable<(string Name, byte[] Archive, string Cause)> All =>
    [
        ("a million entries",
            Tar([.. Enumerable.Repeat(new PaxTarEntry(TarEntryType.Directory, "d"), Million)]), "entries"),
        ("a way up", Tar(File("../../outside")), "leads out"),
        ("a link that leads out", Tar(new PaxTarEntry(TarEntryType.SymbolicLink, "out") { LinkName = "/etc" },
            File("out/slipway-was-here")), "out"),
        ("a hard link to a file of the machine",
            Tar(new PaxTarEntry(TarEntryType.HardLink, "passwd") { LinkName = "/etc/passwd" }), "no file"),
        ("an enormous sparse file", Sparse(), "bytes"),
        ("half an archive", [.. Tar(File("index.html")).SkipLast(40)], ""),
        ("no archive", [.. "#!/bin/sh\necho no archive\n"u8], ""),
    ];

    public static byte[] Tar(params IEnumerable<TarEntry> entries)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Pax))
            foreach (var entry in entries)
                tar.WriteEntry(entry);
        return bytes.ToArray();
    }

    public static PaxTarEntry File(string name) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([.. "content"u8]) };

    /// <summary>An exabyte of nothing, as GNU tar's pax form has it.</summary>
    private static byte[] Sparse() => Tar(new PaxTarEntry(TarEntryType.RegularFile, "large",
        new Dictionary<string, string>
        {
            ["GNU.sparse.map"] = "1000000000000000000,0", ["GNU.sparse.size"] = "1000000000000000000",
            ["GNU.sparse.major"] = "0", ["GNU.sparse.minor"] = "1",
        }));
}
