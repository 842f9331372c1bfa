using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Slipway.Hosting;
using Slipway.Hosting.Logs;

namespace Slipway.Tests.Hosting;

/// <summary>The two forms of the server's log.</summary>
public sealed partial class ServerDiagnosticsTests : IDisposable
{
    private readonly StringWriter _output = new() { NewLine = "\n" };

    public void Dispose() => _output.Dispose();

    [Fact]
    public void An_event_is_a_line_of_time_level_category_and_message()
    {
        using (var diagnostics = Open(LogFormat.Text, null))
            Ended(diagnostics.Loggers.CreateLogger("Slipway.Engine"), "web-1\nerror forged", 23, null);
        Stamp().Replace(_output.ToString(), "TIME")
            .ShouldBe("TIME info Slipway.Engine gear web-1 error forged ended with code 23\n");
    }

    [Fact]
    public void The_stack_follows_indented_and_the_request_is_named()
    {
        using (var diagnostics = Open(LogFormat.Text, null))
        {
            var log = diagnostics.Loggers.CreateLogger("Slipway.Web");
            using (log.BeginScope(new[] { KeyValuePair.Create<string, object?>("requestId", "abc") }))
                Ended(log, "web-1", 1, Thrown());
        }
        var lines = _output.ToString().TrimEnd('\n').Split('\n');
        lines[0].ShouldEndWith("Slipway.Web gear web-1 ended with code 1 [requestId=abc]");
        lines.Length.ShouldBeGreaterThan(2);
        lines.Skip(1).ShouldAllBe(line => line.StartsWith("    "));
    }

    [Fact]
    public void A_json_line_has_each_field_the_exception_and_the_request()
    {
        using (var diagnostics = Open(LogFormat.Json, null))
        {
            var log = diagnostics.Loggers.CreateLogger("Slipway.Engine");
            using (log.BeginScope(new[] { KeyValuePair.Create<string, object?>("requestId", "abc") }))
                Ended(log, "web-1", 23, Thrown());
        }
        var text = _output.ToString();
        text.Count(c => c == '\n').ShouldBe(1);
        var line = JsonNode.Parse(text)!;
        ((string)line["level"]!).ShouldBe("information");
        ((string)line["category"]!).ShouldBe("Slipway.Engine");
        ((string)line["message"]!).ShouldBe("gear web-1 ended with code 23");
        ((string)line["gear"]!).ShouldBe("web-1");
        ((int)line["exitCode"]!).ShouldBe(23);
        ((string)line["requestId"]!).ShouldBe("abc");
        ((string)line["exception"]!).ShouldContain("at Slipway.Tests");
        ((string)line["time"]!).ShouldEndWith("Z");
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(LogLevel.Debug, true)]
    [InlineData(LogLevel.Warning, false)]
    public void The_log_has_what_its_level_asks_for(LogLevel? level, bool logged)
    {
        using (var diagnostics = Open(LogFormat.Text, level))
        {
            Ended(diagnostics.Loggers.CreateLogger("Slipway.Engine"), "web-1", 0, null);
            Ended(diagnostics.Loggers.CreateLogger("Microsoft.AspNetCore.Routing"), "web-2", 0, null);
        }
        _output.ToString().Contains("web-1").ShouldBe(logged);
        _output.ToString().ShouldNotContain("web-2");
    }

    private ServerDiagnostics Open(LogFormat format, LogLevel? level) =>
        ServerDiagnostics.Open(new ServerOptions { Data = "/srv", LogFormat = format, LogLevel = level }, _output);

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("first\nsecond");
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "gear {Gear} ended with code {ExitCode}")]
    private static partial void Ended(ILogger log, string gear, int exitCode, Exception? failure);

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")]
    private static partial Regex Stamp();
}
