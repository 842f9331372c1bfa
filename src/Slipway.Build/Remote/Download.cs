using System.Net.Sockets;
using System.Security.Cryptography;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Build.Remote;

/// <summary>Downloads a file with a known digest.</summary>
/// <param name="maxBytes">Bytes.</param>
public sealed class Download(Uri address, Digest checksum, long maxBytes, bool mayReachThisMachine)
{
    private const int MaxRedirects = 5;
    /// <exception cref="SlipwayException">It cannot be fetched, is longer than allowed, or is another file.</exception>
    public async Task ToFileAsync(string path, CancellationToken cancel)
    {
        try
        {
            using var handler = RemoteHttp.Handler(mayReachThisMachine);
            handler.MaxAutomaticRedirections = MaxRedirects;
            using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
            using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (!answer.IsSuccessStatusCode)
                throw Failed($"the server answers {(int)answer.StatusCode}");
            await using var content = await answer.Content.ReadAsStreamAsync(cancel);
            var made = new FileStreamOptions
            {
                Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileModes.OwnerReadWrite,
            };
            await using var file = new FileStream(path, made);
            var found = await CopyAsync(content, file, cancel);
            if (found != checksum)
                throw new SlipwayException(
                    ErrorCode.RemoteSource, $"{Excerpt.Of(address.ToString())} is {found}, not {checksum}",
                    "If that is what it should be by now, change --checksum.");
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException)
        {
            throw e.InnerException as SlipwayException
                ?? Failed(e.InnerException is SocketException socket ? socket.Message : e.Message, e);
        }
    }

    private async Task<Digest> CopyAsync(Stream from, Stream to, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 << 10];
        var total = 0L;
        for (int read; (read = await from.ReadAsync(buffer, cancel)) > 0;)
        {
            if ((total += read) > maxBytes)
                throw new SlipwayException(
                    ErrorCode.BuildLimit, $"{Excerpt.Of(address.ToString())} has more than {maxBytes} bytes",
                    "Raise the build's disk limit.");
            hash.AppendData(buffer, 0, read);
            await to.WriteAsync(buffer.AsMemory(0, read), cancel);
        }
        return Digest.FromHash(hash.GetHashAndReset());
    }

    private SlipwayException Failed(string why, Exception? inner = null) => new(ErrorCode.RemoteSource,
        $"{Excerpt.Of(address.ToString())} cannot be fetched: {why}",
        "Check the address with curl, or put the file into the build context.", inner);
}
