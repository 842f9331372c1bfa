using System.Globalization;
using System.Text;
using System.Xml;

namespace Slipway.Build.Factory.Testing;

/// <summary>Writes a report as JUnit XML, which Jenkins, Zuul and others read; one suite a test file.</summary>
public static class JUnitReport
{
    private static readonly XmlWriterSettings Settings = new() { Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n" };

    /// <param name="name">What is tested, the image's name.</param>
    public static byte[] Write(ImageTestReport report, string name)
    {
        var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Settings))
        {
            xml.WriteStartElement("testsuites");
            WriteCounts(xml, name, report.Cases);
            foreach (var file in report.Cases.GroupBy(result => result.File))
                WriteSuite(xml, name, file);
            xml.WriteEndElement();
        }
        return bytes.ToArray();
    }

    private static void WriteSuite(XmlWriter xml, string name, IGrouping<string, ImageTestResult> file)
    {
        xml.WriteStartElement("testsuite");
        WriteCounts(xml, file.Key, [.. file]);
        foreach (var result in file)
            WriteCase(xml, $"{name}.{result.Kind}", result);
        xml.WriteEndElement();
    }

    private static void WriteCounts(XmlWriter xml, string name, IReadOnlyList<ImageTestResult> results)
    {
        xml.WriteAttributeString("name", Text(name));
        xml.WriteAttributeString("tests", Number(results.Count));
        xml.WriteAttributeString("failures", Number(results.Count(result => result.Outcome == TestOutcome.Failed)));
        xml.WriteAttributeString("skipped", Number(results.Count(result => result.Outcome == TestOutcome.Skipped)));
        xml.WriteAttributeString("time", Seconds(TimeSpan.FromTicks(results.Sum(result => result.Duration.Ticks))));
    }

    private static void WriteCase(XmlWriter xml, string group, ImageTestResult result)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Text(group));
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
            shown.Append(rune.Value > char.MaxValue || XmlConvert.IsXmlChar((char)rune.Value) ? rune.ToString() : "\uFFFD");
        return shown.ToString();
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
