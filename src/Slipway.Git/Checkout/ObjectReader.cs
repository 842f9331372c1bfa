using System.Globalization;
using System.Text;
using Slipway.Git.Processes;

namespace Slipway.Git.Checkout;

/// <summary>
/// Reads objects one after the other from <c>git cat-file --batch</c> (git-cat-file(1), BATCH OUTPUT). They are asked
/// for together: waiting for each answer before the next question would cost more than reading them.
/// </summary>
internal sealed class ObjectReader(GitProcess process) : IAsyncDisposable
{
    private const int MaxHeaderLength = 200;
    private const int BatchSize = 500;
    private readonly BufferedStream _output = new(process.Output, 1 << 16);

    /// <summary>
    /// Asks for objects; they come in this order. To be awaited after they were read: git reads on only while somebody
    /// takes its answers.
    /// </summary>
    public async Task RequestAsync(IEnumerable<string> ids, CancellationToken cancel)
    {
        foreach (var some in ids.Chunk(BatchSize))
            await process.Input.WriteAsync(
                Encoding.ASCII.GetBytes(string.Concat(some.Select(id => id + "\n"))), cancel);
        await process.Input.FlushAsync(cancel);
    }

    /// <summary>
    /// Begins the next object; its content follows in <see cref="ReadAsync"/>, then <see cref="EndAsync"/>. Null when
    /// there is none of that name.
    /// </summary>
    public async Task<GitObject?> BeginAsync(CancellationToken cancel)
    {
        var header = (await LineAsync(cancel)).Split(' ');
        return header is [var found, var type, var size] && type != "missing"
            ? new GitObject(found, type, long.Parse(size, CultureInfo.InvariantCulture))
            : null;
    }

    /// <summary>The whole content.</summary>
    public async Task<byte[]> ReadAllAsync(GitObject begun, int maxBytes, CancellationToken cancel)
    {
        if (begun.Size > maxBytes)
            throw new IOException($"object {begun.Id} of {begun.Size} bytes is longer than {maxBytes}");
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
            throw new IOException("git cat-file lost its place");
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private async Task<string> LineAsync(CancellationToken cancel)
    {
        var line = new StringBuilder();
        for (int b; (b = await ByteAsync(cancel)) != '\n';)
            if (b < 0 || line.Append((char)b).Length > MaxHeaderLength)
                throw new IOException(
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
