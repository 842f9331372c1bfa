using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace Slipway.Terminal;

/// <summary>Where a command's results go: tables for people, one JSON document for programs (`--output json`).</summary>
internal sealed class Output(bool json)
{
    public bool Json { get; } = json;

    /// <summary>Progress and remarks; never part of what a program reads.</summary>
    public static void Note(string text) => Console.Error.WriteLine(text);

    public void Line(string text)
    {
        if (!Json)
            Console.Out.WriteLine(text);
    }

    public void Show<T>(T value, JsonTypeInfo<T> type, Action<T> print)
    {
        if (Json)
            WriteJson(value, type);
        else
            print(value);
    }

    /// <summary>A table without borders that fits `cut` and `awk` when it is not a terminal's.</summary>
    public static void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string?>> rows)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Text(cell ?? "-")));
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
                Console.Out.WriteLine($"{name + ":",-14}{value}");
    }

    private static void WriteJson<T>(T value, JsonTypeInfo<T> type)
    {
        using var stream = Console.OpenStandardOutput();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
            JsonSerializer.Serialize(writer, value, type);
        stream.WriteByte((byte)'\n');
    }
}
