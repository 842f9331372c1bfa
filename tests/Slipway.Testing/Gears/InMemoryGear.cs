using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Slipway.Engine;
using Slipway.Engine.Gears;

namespace Slipway.Testing.Gears;

/// <summary>One gear of <see cref="InMemoryGearEngine"/>: its state, log and listeners.</summary>
internal sealed class InMemoryGear(GearSpec spec, InMemoryProgram program, GearState state) : IDisposable
{
    private readonly List<LogLine> _log = [];
    private readonly List<TcpListener> _listeners = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public GearSpec Spec { get; } = spec;

    public InMemoryProgram Program { get; } = program;

    public GearState State { get; private set; } = state;

    public bool Running => State.Phase == GearPhase.Running;

    public void Listen()
    {
        foreach (var port in Program.Ports)
        {
            var listener = new TcpListener(State.Address, port) { ExclusiveAddressUse = false };
            listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            listener.Start();
            _listeners.Add(listener);
            _ = AnswerAsync(listener);
        }
    }

    public void WriteLog(DateTimeOffset time, string text)
    {
        lock (_log)
            _log.Add(new LogLine(time, LogStream.Output, text));
        Signal();
    }

    public void End(GearExit exit)
    {
        State = State with { Phase = GearPhase.Ended, Pid = null, Exit = exit };
        Dispose();
        Signal();
    }

    public async IAsyncEnumerable<LogLine> LogsAsync(
        int? tail, bool follow, [EnumeratorCancellation] CancellationToken cancel)
    {
        int next;
        lock (_log)
            next = tail is { } lines ? Math.Max(0, _log.Count - lines) : 0;
        while (true)
        {
            var changed = _changed.Task;
            var ended = !Running;
            LogLine[] fresh;
            lock (_log)
                fresh = [.. _log.Skip(next)];
            next += fresh.Length;
            foreach (var line in fresh)
                yield return line;
            if (!follow || ended)
                yield break;
            await changed.WaitAsync(cancel);
        }
    }

    public void Dispose()
    {
        foreach (var listener in _listeners)
            listener.Dispose();
        _listeners.Clear();
    }

    private void Signal() =>
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))
            .TrySetResult();

    private async Task AnswerAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                await ReplyAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The gear has ended.
        }
    }

    private async Task ReplyAsync(TcpClient client)
    {
        try
        {
            var body = Spec.Id;
            var answer =
                $"HTTP/1.1 {(int)Program.Status} x\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            _ = await client.GetStream().ReadAsync(new byte[4096], limit.Token);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), limit.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // A client that only probes the port sends nothing.
        }
    }
}
