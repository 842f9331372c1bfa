using System.Text.Json;
using Slipway.Templates.Filters;
using Slipway.Templates.Tests;

namespace Slipway.Templates.Tests.Differential;

/// <summary>
/// Slipway's templates against Debian's Jinja2, on cases that no one has seen before: each run has a seed of its own,
/// which it prints; SLIPWAY_TEMPLATE_SEED sets it, SLIPWAY_TEMPLATE_CASES the number of cases.
/// </summary>
public sealed class DifferentialTests(ITestOutputHelper output)
{
    private const int MinOfEach = 50;
    private const double MinRenderedRatio = 0.8;
    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Random_templates_render_as_jinja_renders_them()
    {
        var seed = Setting("SLIPWAY_TEMPLATE_SEED", Environment.TickCount);
        output.WriteLine($"SLIPWAY_TEMPLATE_SEED={seed}");
        Console.WriteLine($"template cases: SLIPWAY_TEMPLATE_SEED={seed}");
        var generator = new CaseGenerator(new Random(seed));
        var cases = Enumerable.Range(0, Setting("SLIPWAY_TEMPLATE_CASES", 1500)).Select(_ => generator.Next()).ToList();
        var expected = await Reference.RenderAsync(cases);

        var different = new List<string>();
        for (var i = 0; i < cases.Count; i++)
        {
            var own = cases[i].Render();
            if (!own.IsSameAs(expected[i]))
                different.Add(JsonSerializer.Serialize(new { number = i, first = own.DifferenceTo(expected[i]),
                    one = cases[i].ForReference, jinja = expected[i], slipway = own }, Readable));
        }

        different.Count.ShouldBe(0,
            $"of {cases.Count} cases, with seed {seed}; the first:\n{string.Join('\n', different.Take(3))}");
        CaseGenerator.Features.Where(feature => cases.Count(one => one.Features.Contains(feature)) < MinOfEach)
            .ShouldBeEmpty();
        var errors = expected.Where(outcome => outcome.Error is not null)
            .CountBy(outcome => $"{outcome.Error}: {outcome.Message}").OrderByDescending(entry => entry.Value);
        expected.Count(outcome => outcome.Error is null).ShouldBeGreaterThanOrEqualTo(
            (int)(MinRenderedRatio * cases.Count),
            string.Join('\n', errors.Take(40).Select(entry => $"{entry.Value} {entry.Key}")));
    }

    [Fact]
    public void Every_filter_and_test_has_samples()
    {
        FilterSamples.Names.Order().ShouldBe(FilterTable.All.Keys.Order());
        TestSamples.Names.Order().ShouldBe(TestTable.All.Keys.Order());
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : otherwise;
}
