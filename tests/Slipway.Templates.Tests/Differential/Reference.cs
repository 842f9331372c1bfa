using System.Text.Json;
using Slipway.Linux.Processes;
using Slipway.Testing;

namespace Slipway.Templates.Tests.Differential;

/// <summary>Debian's Jinja2: all cases in one process.</summary>
internal static class Reference
{
    private static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static async Task<IReadOnlyList<Outcome>> RenderAsync(IReadOnlyList<TemplateCase> cases)
    {
        using var directory = new TemporaryDirectory();
        var (input, output) = (directory.File("cases.json"), directory.File("results.json"));
        await File.WriteAllTextAsync(input, JsonSerializer.Serialize(cases.Select(one => one.ForReference)));
        var script = Path.Combine(AppContext.BaseDirectory, "Differential", "reference.py");
        (await Tool.RunAsync(["/usr/bin/python3", script, input, output],
            new ToolOptions { Timeout = TimeSpan.FromMinutes(10) })).OrThrow();
        return JsonSerializer.Deserialize<List<Outcome>>(await File.ReadAllTextAsync(output), Names)!;
    }
}
