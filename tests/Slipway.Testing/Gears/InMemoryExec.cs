using System.Runtime.CompilerServices;
using System.Text;
using Slipway.Engine;
using Slipway.Engine.Gears;

namespace Slipway.Testing.Gears;

/// <summary>A completed command: its output and exit code.</summary>
internal sealed class InMemoryExec((int Code, string Output) result) : IExecSession
{
    public Stream Input { get; } = new MemoryStream();

    public async IAsyncEnumerable<ExecOutput> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        cancel.ThrowIfCancellationRequested();
        yield return new ExecOutput(LogStream.Output, Encoding.UTF8.GetBytes(result.Output));
    }

    public Task ResizeAsync(int rows, int columns, CancellationToken cancel) => Task.CompletedTask;

    public Task<int> WaitAsync(CancellationToken cancel) => Task.FromResult(result.Code);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
