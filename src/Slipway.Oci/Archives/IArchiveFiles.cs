using Slipway.Linux.Files;

namespace Slipway.Oci.Archives;

/// <summary>The files of an archive by normalized, relative names.</summary>
internal interface IArchiveFiles : IDisposable
{
    bool Contains(RawPath name);

    /// <summary>Opens a file and returns its length, or null when it does not exist.</summary>
    Stream? Find(RawPath name);
}
