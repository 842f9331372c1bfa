using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Processes;

namespace Slipway.Engine.Embedded.Exec;

/// <summary>The standard streams of a command: our ends and the child's.</summary>
internal sealed class ExecStreams : IDisposable
{
    private readonly List<SafeFileHandle> _childs = [];
    private readonly PseudoTerminal? _terminal;

    private ExecStreams(Stream input, IReadOnlyList<(LogStream, Stream)> outputs, PseudoTerminal? terminal) =>
        (Input, Outputs, _terminal) = (input, outputs, terminal);

    public Stream Input { get; }

    public IReadOnlyList<(LogStream Stream, Stream Bytes)> Outputs { get; }

    public required SpawnOptions ForChild { get; init; }

    /// <summary>One terminal for all three.</summary>
    public static ExecStreams Terminal()
    {
        var terminal = PseudoTerminal.Open();
        return new ExecStreams(new TerminalInput(terminal.Stream), [(LogStream.Output, terminal.Stream)], terminal)
        {
            ForChild = new SpawnOptions { NewSession = true, Terminal = terminal.Path },
        };
    }

    /// <summary>Sockets to the runtime, which passes pipes to the command.</summary>
    public static ExecStreams Pipes(bool withInput)
    {
        var (output, outputChild) = SocketPair.Create();
        var (errors, errorsChild) = SocketPair.Create();
        var descriptors =
            new List<(int, System.Runtime.InteropServices.SafeHandle)> { (1, outputChild), (2, errorsChild) };
        var childs = new List<SafeFileHandle> { outputChild, errorsChild };
        var input = Stream.Null;
        if (withInput)
        {
            var (ours, inputChild) = SocketPair.Create();
            descriptors.Add((0, inputChild));
            childs.Add(inputChild);
            input = ours;
        }
        var streams = new ExecStreams(input, [(LogStream.Output, output), (LogStream.Error, errors)], null)
        {
            ForChild = new SpawnOptions { Descriptors = descriptors },
        };
        streams._childs.AddRange(childs);
        return streams;
    }

    /// <summary>
    /// The child has inherited its ends; they must be closed here, or the end of output is never seen.
    /// </summary>
    public void Started()
    {
        foreach (var handle in _childs)
            handle.Dispose();
    }

    public void Resize(int rows, int columns) => _terminal?.Resize(rows, columns);

    public void Dispose()
    {
        Started();
        Input.Dispose();
        foreach (var (_, stream) in Outputs)
            stream.Dispose();
        _terminal?.Dispose();
    }
}
