using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Slipway.EndToEnd.Applications;

/// <summary>Sources of a few files, as archives.</summary>
internal static class SourceFiles
{
    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;

    public static byte[] Site(string title) => Archive(("index.html", $"<h1>{title}</h1>"));

    /// <summary>A source whose build runs a script of its own.</summary>
    public static byte[] Assembling(string script) =>
        Archive(("index.html", "<h1>Assembled</h1>"), (".s2i/bin/assemble", $"#!/bin/sh\n{script}\n"));

    private static byte[] Archive(params (string Name, string Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Pax))
            foreach (var (name, content) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
                {
                    Mode = Executable, DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)),
                });
        return bytes.ToArray();
    }
}
