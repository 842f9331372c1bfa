using System.Globalization;
using System.Text;
using Slipway.Git.Processes;

namespace Slipway.Git.Checkout;

/// <summary>
/// Reads objects from <c>git cat-file --batch</c> (git-cat-file(1), BATCH OUTPUT). Requests are pipelined: waiting for
/// each response would take longer than reading the objects.
/// </summary>
internal sealed class ObjectReader(GitProcess process) : IAsyncDisposable
{
    private const int MaxHeaderLength = 200;
    private const int BatchSize = 500;
    private readonly BufferedStream _output = new(process.Output, 1 << 16);

    /// <summary>
    /// Requests objects; they arrive in this order. Await the task after reading them: git stops reading requests while
    /// its output is not read.
    /// </summary>
    public async Task RequestAsync(IEnumerable<string> ids, CancellationToken cancel)
    {
        foreach (var some in ids.Chunk(BatchSize))
            await process.Input.WriteAsync(
                Encoding.ASCII.GetBytes(string.Concat(some.Select(id => id + "\n"))), cancel);
        await process.Input.FlushAsync(cancel);
    }

    /// <summary>
    /// Begins the next object; read its content with <see cref="ReadAsync"/>, then call <see cref="EndAsync"/>. Null
    /// when the object does not exist.
    /// </summary>
    public async Task<GitObject?> BeginAsync(CancellationToken cancel)
    {
        var header = (await LineAsync(cancel)).Split(' ');
        return header is [var found, var type, var size] && type != "missing"
            ? new GitObject(found, type, long.Parse(size, CultureInfo.InvariantCulture))
            : null;
    }

    /// <summary>Reads the whole content.</summary>
    public async Task<byte[]> ReadAllAsync(GitObject begun, int maxBytes, CancellationToken cancel)
    {
        if (begun.Size > maxBytes)
            throw new SlipwayException(
                ErrorCode.LimitReached, $"object {begun.Id} has {begun.Size} bytes; {maxBytes} are the most",
                "push a commit without it");
        var content = new byte[begun.Size];
        await ReadAsync(content, cancel);
        await EndAsync(cancel);
        return content;
    }

    public Task ReadAsync(Memory<byte> content, CancellationToken cancel) =>
        _output.ReadExactlyAsync(content, cancel).AsTask();

    public async Task EndAsync(CancellationToken cancel)
    {
        if (await ByteAsync(cancel) != '\n')
            throw new SlipwayException(
                ErrorCode.Internal, "git cat-file wrote more than the length that it named");
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private async Task<string> LineAsync(CancellationToken cancel)
    {
        var line = new StringBuilder();
        for (int b; (b = await ByteAsync(cancel)) != '\n';)
            if (b < 0 || line.Append((char)b).Length > MaxHeaderLength)
                throw new SlipwayException(
                    ErrorCode.ToolFailed,
                    $"git cat-file failed: {Pushes.TerminalSafeLine.Of((await process.EndAsync(cancel)).Errors)}");
        return line.ToString();
    }

    private async Task<int> ByteAsync(CancellationToken cancel)
    {
        var one = new byte[1];
        return await _output.ReadAsync(one, cancel) == 0 ? -1 : one[0];
    }
}

internal sealed record GitObject(string Id, string Type, long Size);
