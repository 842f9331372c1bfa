using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Web.Resources;
using Spectre.Console;

namespace Slipway.Terminal;

/// <summary>Prints a command's results: tables for people, one JSON document for programs (`--output json`).</summary>
internal sealed class Output(bool json)
{
    public bool Json { get; } = json;

    /// <summary>Prints progress and remarks to standard error.</summary>
    public static void Note(string text) => Console.Error.WriteLine(text);

    /// <summary>Prints the result of a command: a line for people, <c>{"result": LINE}</c> for programs.</summary>
    public void Line(string text)
    {
        if (!Json)
            Console.Out.WriteLine(text);
        else
            WriteJson(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("result", text);
                writer.WriteEndObject();
            });
    }

    /// <summary>Prints lines of a build or a gear: text for people, an array for programs.</summary>
    public void Lines(IReadOnlyList<string> lines)
    {
        if (Json)
            WriteJson(writer =>
            {
                writer.WriteStartArray();
                foreach (var line in lines)
                    writer.WriteStringValue(line);
                writer.WriteEndArray();
            });
        else
            foreach (var line in lines)
                Console.Out.WriteLine(Printable(line));
    }

    /// <summary>Removes control characters: output of builds and gears must not control the terminal.</summary>
    public static string Printable(string text) => string.Concat(text.Where(c => c == '\t' || !char.IsControl(c)));

    /// <summary>Prints the result of an operation: its line for people, the operation for programs.</summary>
    public void Result(OperationResource operation) =>
        Show(operation, ApiJson.Default.OperationResource, ended => Console.Out.WriteLine(ended.Result ?? "done"));

    public void Show<T>(T value, JsonTypeInfo<T> type, Action<T> print)
    {
        if (Json)
            WriteJson(writer => JsonSerializer.Serialize(writer, value, type));
        else
            print(value);
    }

    /// <summary>A table without borders, suitable for `cut` and `awk` when the output is not a terminal.</summary>
    public static void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string?>> rows)
    {
        var lines = rows.ToList();
        // If the terminal is too narrow, only the widest column is wrapped.
        var widest = Enumerable.Range(0, columns.Count)
            .MaxBy(column => lines.Select(line => line[column]?.Length ?? 0).DefaultIfEmpty().Max());
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        foreach (var (index, column) in columns.Index())
        {
            var header = new Text(column, new Style(decoration: Decoration.Bold));
            table.AddColumn(new TableColumn(header) { NoWrap = index != widest, Padding = new Padding(0, 0, 2, 0) });
        }
        foreach (var line in lines)
            table.AddRow(line.Select(cell => new Text(Printable(cell ?? "-"))));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Out),
            Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        });
        if (Console.IsOutputRedirected)
            console.Profile.Width = 1000;
        console.Write(table);
    }

    public static void Fields(IEnumerable<(string Name, string? Value)> fields)
    {
        foreach (var (name, value) in fields)
            if (value is not null)
                Console.Out.WriteLine($"{name + ":",-14}{Printable(value)}");
    }

    private static void WriteJson(Action<Utf8JsonWriter> write)
    {
        using var stream = Console.OpenStandardOutput();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
            write(writer);
        stream.WriteByte((byte)'\n');
    }
}
