using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Slipway.Oci;

namespace Slipway.Build.Dockerfiles.Remote;

/// <summary>Fetches a file whose digest is known.</summary>
/// <param name="longest">Bytes.</param>
internal sealed class Download(Uri address, Digest checksum, long longest, bool mayReachThisMachine)
{
    private const int MostRedirections = 5;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <exception cref="DockerfileException">It cannot be fetched, is longer than allowed, or is another file.</exception>
    public async Task ToFileAsync(string path, CancellationToken cancel)
    {
        try
        {
            using var client = new HttpClient(Handler()) { Timeout = Timeout.InfiniteTimeSpan };
            using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (!answer.IsSuccessStatusCode)
                throw Failed($"the server answers {(int)answer.StatusCode}");
            await using var content = await answer.Content.ReadAsStreamAsync(cancel);
            var made = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
            await using var file = new FileStream(path, made);
            var found = await CopyAsync(content, file, cancel);
            if (found != checksum)
                throw new DockerfileException(DockerfileError.Source, $"{Excerpt.Of(address.ToString())} is {found}, not {checksum}", null,
                    "If that is what it should be by now, change --checksum.");
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException)
        {
            throw e.InnerException as DockerfileException ?? Failed(e.InnerException is SocketException socket ? socket.Message : e.Message, e);
        }
    }

    private async Task<Digest> CopyAsync(Stream from, Stream to, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 << 10];
        var total = 0L;
        for (int read; (read = await from.ReadAsync(buffer, cancel)) > 0;)
        {
            if ((total += read) > longest)
                throw new DockerfileException(
                    DockerfileError.Limit, $"{Excerpt.Of(address.ToString())} has more than {longest} bytes", null, "Raise the build's disk limit.");
            hash.AppendData(buffer, 0, read);
            await to.WriteAsync(buffer.AsMemory(0, read), cancel);
        }
        return Digest.FromHash(hash.GetHashAndReset());
    }

    /// <summary>
    /// Nothing of the server goes along: no proxy, cookie or login. Each connection, a redirection's too, goes to a host that may be reached.
    /// </summary>
    private SocketsHttpHandler Handler() => new()
    {
        UseProxy = false,
        UseCookies = false,
        MaxAutomaticRedirections = MostRedirections,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        ConnectCallback = async (context, cancel) =>
        {
            var hosts = await HostAddresses.ResolveAsync(context.DnsEndPoint.Host, mayReachThisMachine, cancel);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync([.. hosts], context.DnsEndPoint.Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    private DockerfileException Failed(string why, Exception? inner = null) => new(DockerfileError.Source,
        $"{Excerpt.Of(address.ToString())} cannot be fetched: {why}",
        null, "Check the address with curl, or put the file into the build context.", inner);
}
