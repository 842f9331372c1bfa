using System.Diagnostics;
using System.Globalization;
using Slipway.Factory.Graph;
using Slipway.Terminal;
using Slipway.Web.Resources;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Slipway.Commands;

/// <summary>
/// Shows the graph of the images in a terminal, each with its state, running ones with their last line. Errors are
/// listed in full below it.
/// </summary>
internal sealed class FactoryGraphView : IFactoryView
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Row> _rows = new(StringComparer.Ordinal);
    private readonly List<OperationEvent> _failed = [];
    private readonly TaskCompletionSource _end = new();
    private readonly Task _live;

    public FactoryGraphView()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        _live = console.Live(Text.Empty).Overflow(VerticalOverflow.Ellipsis)
            .Cropping(VerticalOverflowCropping.Bottom).StartAsync(async live =>
            {
                do
                    live.UpdateTarget(Draw());
                while (await Task.WhenAny(_end.Task, Task.Delay(Interval)) != _end.Task);
                live.UpdateTarget(Draw());
            });
    }

    public void Show(OperationEvent item)
    {
        lock (_lock)
        {
            if (item.Image is { } image)
            {
                var parents = image.Parents ?? _rows.GetValueOrDefault(image.Image)?.Parents ?? [];
                _rows[image.Image] = new Row(
                    parents, image.State, Stopwatch.GetTimestamp(), image.Cause ?? image.Name ?? "", image.Duration);
                if (image.State == "failed")
                    _failed.Add(item);
            }
            else if (item.Text?.Split(": ", 2) is [var name, var line] && _rows.TryGetValue(name, out var row))
                _rows[name] = row with { Note = line };
        }
    }

    public async ValueTask DisposeAsync()
    {
        _end.TrySetResult();
        await _live;
        foreach (var item in _failed)
            FactoryOutput.Progress(item);
    }

    private IRenderable Draw()
    {
        lock (_lock)
        {
            if (_rows.Count == 0)
                return new Text("preparing");
            var graph = new ImageGraph(
                _rows.Select(row => new ImageNode(row.Key, [.. row.Value.Parents.Where(_rows.ContainsKey)], [])));
            var lines = GraphPicture.Tree(graph, name => Describe(_rows[name])).TrimEnd().Split('\n');
            return new Rows(lines.Select(line => new Text(line) { Overflow = Overflow.Ellipsis }));
        }
    }

    private static string Describe(Row row)
    {
        var seconds = row.State == "running" ? Stopwatch.GetElapsedTime(row.Since).TotalSeconds : row.Duration ?? 0;
        var time = seconds >= 0.05 ? string.Create(CultureInfo.InvariantCulture, $" {seconds:0.0} s") : "";
        return $"{row.State}{time}" +
            $"{(row.Note.Length > 0 && row.State != "waiting" ? $"  {Output.Printable(row.Note)}" : "")}";
    }

    /// <param name="Since">When the state began (<see cref="Stopwatch"/>).</param>
    private sealed record Row(IReadOnlyList<string> Parents, string State, long Since, string Note, double? Duration);
}
