using Slipway.Linux.Files;

namespace Slipway.Oci.Archives;

/// <summary>The files of an archive by their names, which are relative and clean.</summary>
internal interface IArchiveFiles : IDisposable
{
    bool Contains(RawPath name);

    /// <summary>The file and its length, or null when there is no such file.</summary>
    Stream? Find(RawPath name);
}
