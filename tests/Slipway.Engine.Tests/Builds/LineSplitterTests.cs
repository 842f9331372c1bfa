using System.Text;
using Slipway.Engine.Builds;

namespace Slipway.Engine.Tests.Builds;

public class LineSplitterTests
{
    [Fact]
    public void Lines_do_not_depend_on_how_the_bytes_came()
    {
        var text = Encoding.UTF8.GetBytes("one\ntwo\r\n\nfür\nend");
        for (var size = 1; size <= text.Length; size++)
        {
            var cutter = new LineSplitter();
            var lines = text.Chunk(size).SelectMany(chunk => cutter.Feed(chunk)).ToList();
            lines.ShouldBe(["one", "two", "", "für"]);
            cutter.Rest().ShouldBe("end");
            cutter.Rest().ShouldBeNull();
        }
    }

    [Fact]
    public void A_very_long_line_is_cut_between_characters()
    {
        var cutter = new LineSplitter();
        var lines = cutter.Feed(Encoding.UTF8.GetBytes("a" + new string('é', 20_000) + "\n")).ToList();
        lines.ShouldAllBe(line => line.Length > 0 && Encoding.UTF8.GetByteCount(line) <= LineSplitter.MaxLineBytes
            && !line.Contains('\uFFFD'));
        string.Concat(lines).ShouldBe("a" + new string('é', 20_000));
    }

    [Fact]
    public void Bytes_that_are_no_text_become_replacement_characters_and_end()
    {
        var cutter = new LineSplitter();
        cutter.Feed(Enumerable.Repeat((byte)0xFF, 100_000).ToArray()).ShouldAllBe(line => line.Length > 0);
        cutter.Feed("\n"u8.ToArray()).Count().ShouldBe(1);
    }
}
