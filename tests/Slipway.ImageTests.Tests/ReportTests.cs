using System.Text.Json;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Slipway.ImageTests;
using Slipway.ImageTests.Files;

namespace Slipway.ImageTests.Tests;

public class ReportTests
{
    private static readonly ImageTestReport Report = new("sha256:00",
    [
        new ImageTestResult("a.yml", "one", ImageTestKind.Command, TestOutcome.Passed)
        {
            Duration = TimeSpan.FromMilliseconds(1500),
        },
        new ImageTestResult("a.yml", "two", ImageTestKind.Pod, TestOutcome.Failed)
        {
            Message = "expected <x>", LastLines = ["a", "b"],
        },
        new ImageTestResult("b.yml", "three", ImageTestKind.Executable, TestOutcome.Skipped) { Message = "no network" },
    ]);

    private static List<JUnitSuite> Suites(ImageTestReport report) =>
        [.. report.Cases.GroupBy(result => result.File)
            .Select(file => new JUnitSuite(file.Key, [.. file.Select(result =>
                new JUnitCase($"group/web.{result.Kind}", result.Name, result.Outcome)
                {
                    Message = result.Message, LastLines = result.LastLines, Duration = result.Duration,
                })]))];

    [Fact]
    public void JUnit_has_a_suite_for_each_file_and_counts()
    {
        var root =
            XDocument.Parse(System.Text.Encoding.UTF8.GetString(JUnitReport.Write("group/web", Suites(Report)))).Root!;
        root.Attribute("failures")!.Value.ShouldBe("1");
        root.Elements("testsuite").Select(suite => (suite.Attribute("name")!.Value, suite.Attribute("tests")!.Value))
            .ShouldBe([("a.yml", "2"), ("b.yml", "1")]);
        var failed = root.Descendants("testcase").Single(one => one.Attribute("name")!.Value == "two");
        failed.Attribute("classname")!.Value.ShouldBe("group/web.Pod");
        failed.Element("failure")!.Attribute("message")!.Value.ShouldBe("expected <x>");
        failed.Element("system-out")!.Value.ShouldBe("a\nb");
        root.Descendants("skipped").ShouldHaveSingleItem().Attribute("message")!.Value.ShouldBe("no network");
        root.Descendants("testcase").First().Attribute("time")!.Value.ShouldBe("1.5");
    }

    [Fact]
    public void JUnit_is_well_formed_whatever_an_image_says() => Prop.ForAll<string>(text =>
    {
        var said = (text ?? "") + "\0\u001b[31m\ud800]]>\ufffe<&\"";
        var report = new ImageTestReport(said, [new ImageTestResult(said, said, ImageTestKind.Pod, TestOutcome.Failed)
        {
            Message = said, LastLines = [said],
        }]);
        var written = XDocument.Parse(System.Text.Encoding.UTF8.GetString(JUnitReport.Write(said, Suites(report))));
        JsonDocument.Parse(report.ToJson()).Dispose();
        return written.Descendants("failure").Single().Attribute("message")!.Value.EndsWith(
            "<&\"", StringComparison.Ordinal);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Json_names_outcomes_and_kinds()
    {
        using var json = JsonDocument.Parse(Report.ToJson());
        json.RootElement.GetProperty("failed").GetInt32().ShouldBe(1);
        json.RootElement.GetProperty("cases")[1].GetProperty("outcome").GetString().ShouldBe("Failed");
        json.RootElement.GetProperty("cases")[1].GetProperty("kind").GetString().ShouldBe("Pod");
    }
}
