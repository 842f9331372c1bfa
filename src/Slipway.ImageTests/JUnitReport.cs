using System.Globalization;
using System.Text;
using System.Xml;

namespace Slipway.ImageTests;

/// <summary>Cases that belong together; a test file, for instance.</summary>
public sealed record JUnitSuite(string Name, IReadOnlyList<JUnitCase> Cases);

/// <param name="Group">Shown as the case's class: readers sort by it.</param>
public sealed record JUnitCase(string Group, string Name, TestOutcome Outcome)
{
    public string Message { get; init; } = "";

    public IReadOnlyList<string> LastLines { get; init; } = [];

    public TimeSpan Duration { get; init; }
}

/// <summary>Writes results as JUnit XML, which Jenkins, Zuul and others read.</summary>
public static class JUnitReport
{
    private static readonly XmlWriterSettings Settings =
        new() { Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n" };

    /// <param name="name">What is tested: a tree, an image.</param>
    public static byte[] Write(string name, IReadOnlyList<JUnitSuite> suites)
    {
        var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Settings))
        {
            xml.WriteStartElement("testsuites");
            WriteCounts(xml, name, [.. suites.SelectMany(suite => suite.Cases)]);
            foreach (var suite in suites)
                WriteSuite(xml, suite);
            xml.WriteEndElement();
        }
        return bytes.ToArray();
    }

    private static void WriteSuite(XmlWriter xml, JUnitSuite suite)
    {
        xml.WriteStartElement("testsuite");
        WriteCounts(xml, suite.Name, suite.Cases);
        foreach (var result in suite.Cases)
            WriteCase(xml, result);
        xml.WriteEndElement();
    }

    private static void WriteCounts(XmlWriter xml, string name, IReadOnlyList<JUnitCase> results)
    {
        xml.WriteAttributeString("name", Text(name));
        xml.WriteAttributeString("tests", Number(results.Count));
        xml.WriteAttributeString("failures", Number(results.Count(result => result.Outcome == TestOutcome.Failed)));
        xml.WriteAttributeString("skipped", Number(results.Count(result => result.Outcome == TestOutcome.Skipped)));
        xml.WriteAttributeString("time", Seconds(TimeSpan.FromTicks(results.Sum(result => result.Duration.Ticks))));
    }

    private static void WriteCase(XmlWriter xml, JUnitCase result)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Text(result.Group));
        xml.WriteAttributeString("name", Text(result.Name));
        xml.WriteAttributeString("time", Seconds(result.Duration));
        if (result.Outcome != TestOutcome.Passed)
        {
            xml.WriteStartElement(result.Outcome == TestOutcome.Failed ? "failure" : "skipped");
            xml.WriteAttributeString("message", Text(result.Message));
            xml.WriteEndElement();
        }
        if (result.LastLines.Count > 0)
            xml.WriteElementString("system-out", Text(string.Join('\n', result.LastLines)));
        xml.WriteEndElement();
    }

    /// <summary>What XML 1.0 has no characters for is shown as U+FFFD: images may say anything.</summary>
    private static string Text(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            shown.Append(
                rune.Value > char.MaxValue || XmlConvert.IsXmlChar((char)rune.Value) ? rune.ToString() : "\uFFFD");
        return shown.ToString();
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
