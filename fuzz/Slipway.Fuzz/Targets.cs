using Slipway.Diagnostics;
using Slipway.Dockerfiles;
using Slipway.Linux;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Oci.Archives;
using Slipway.Oci.Json;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;
using Slipway.Templates;

namespace Slipway.Fuzz;

/// <summary>A parser, valid inputs for it, and the exceptions that say "refused".</summary>
public sealed record FuzzTarget(
    string Name, bool IsTar, IReadOnlyList<byte[]> Corpus, Action<byte[]> Parse, Func<Exception, bool> IsRefusal);

/// <summary>The parsers that read what nobody vouches for.</summary>
public sealed class Targets : IDisposable
{
    private readonly string _scratch = Directory.CreateTempSubdirectory("slipway-fuzz-").FullName;

    public Targets()
    {
        Directory.CreateDirectory(Path.Combine(_scratch, "outside"));
        All =
        [
            new("tar", true, Corpus.Tars, ReadTar, IsMalformed),
            new("layer", true, Corpus.Tars, Unpack, IsMalformed),
            new("archive", true, Corpus.Archives, ReadArchive, IsMalformed),
            new("manifest", false, Corpus.Documents, json => OciJson.ReadManifest(json), IsMalformed),
            new("index", false, Corpus.Documents, json => OciJson.ReadIndex(json), IsMalformed),
            new("dockerfile", false, DockerfileCorpus.All, DockerfileCorpus.Plan, e => e is DockerfileException),
            new("template", false, TemplateCorpus.All, TemplateCorpus.Render, e => e is TemplateException),
            new("config", false, Corpus.Documents, json => OciJson.ReadConfig(json), IsMalformed),
            new("test-file", false, TestFileCorpus.All, TestFileCorpus.Parse, TestFileCorpus.IsRefusal),
            new("kubeconfig", false, ClusterCorpus.OfKubeconfigs, ClusterCorpus.ReadKubeconfig,
                ClusterCorpus.IsRefusal),
            new("pod", false, ClusterCorpus.OfPods, ClusterCorpus.ReadPod, ClusterCorpus.IsRefusal),
            new("pod-status", false, ClusterCorpus.OfStatuses, ClusterCorpus.ReadStatus, ClusterCorpus.IsRefusal),
        ];
    }

    public IReadOnlyList<FuzzTarget> All { get; }

    public void Dispose() => Remove(Path.GetDirectoryName(_scratch)!, Path.GetFileName(_scratch));

    private static void ReadTar(byte[] input)
    {
        var reader = new TarReader(new MemoryStream(input));
        while (reader.Next() is { } entry)
        {
            var content = reader.OpenContent(entry);
            var buffer = new byte[4096];
            for (var max = 64; max > 0 && content.Read(buffer) > 0; max--)
            {
            }
        }
    }

    private static bool IsMalformed(Exception e) => e is SlipwayException { Code: ErrorCode.Malformed };

    private void Unpack(byte[] input)
    {
        var options = new ApplyOptions { MaxEntries = 1000, MaxBytes = 10 << 20 };
        foreach (var overlay in new[] { false, true })
        {
            var target = Directory.CreateDirectory(Path.Combine(_scratch, "target")).FullName;
            try
            {
                if (overlay)
                    LayerApply.ToLayer(new MemoryStream(input), target, [_scratch], options);
                else
                    LayerApply.ToTree(new MemoryStream(input), target, options);
            }
            catch (Exception e) when (IsMalformed(e) || e is LinuxException)
            {
                // Refused, as it should be; what it did until then must still be inside.
            }
            Remove(_scratch, "target");
            if (Directory.GetFileSystemEntries(_scratch) is not [var only]
                || Directory.GetFileSystemEntries(only).Length > 0)
                throw new InvalidOperationException("something was made outside of the target");
        }
    }

    private void ReadArchive(byte[] input)
    {
        using var archive = ImageArchive.Open(
            new MemoryStream(input),
            new ArchiveOptions { MaxEntries = 1000, MaxBytes = 10 << 20, ScratchDirectory = _scratch });
        foreach (var blob in archive.Images.SelectMany(image => image.Blobs))
        {
            using var content = archive.OpenBlob(blob);
            content.CopyTo(Stream.Null);
        }
    }

    private static void Remove(string directory, string name)
    {
        using var parent = DirectoryHandle.Open(directory);
        parent.RemoveTree(RawPath.Of(name));
    }
}
