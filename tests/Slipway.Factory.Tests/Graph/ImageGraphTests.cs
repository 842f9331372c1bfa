using FsCheck;
using FsCheck.Fluent;
using Slipway.Factory;
using Slipway.Factory.Graph;
using Slipway.Testing;

namespace Slipway.Factory.Tests.Graph;

public class ImageGraphTests
{
    private static ImageGraph Of(params ReadOnlySpan<string> lines)
    {
        var nodes = new List<ImageNode>();
        foreach (var line in lines)
        {
            var parts = line.Split(" < ");
            nodes.Add(new ImageNode(parts[0], parts.Length > 1 ? [.. parts[1].Split(' ')] : [], []));
        }
        return new ImageGraph(nodes);
    }

    private static ImageGraph Diamond =>
        Of("base", "left < base", "right < base", "top < left right", "leaf < top", "alone");

    [Fact]
    public void Every_image_comes_after_its_parents() =>
        Diamond.Order.ShouldBe(["alone", "base", "left", "right", "top", "leaf"]);

    [Fact]
    public void Ancestors_and_descendants_are_found_through_all_levels()
    {
        Diamond.DescendantsOf(["left"]).ShouldBe(["leaf", "top"]);
        Diamond.AncestorsOf(["leaf"]).ShouldBe(["base", "left", "right", "top"]);
        Diamond.DescendantsOf(["base", "top"]).ShouldBe(["leaf", "left", "right"]);
        Diamond.Depths()["top"].ShouldBe(2);
    }

    [Fact]
    public void A_missing_parent_is_named_with_those_that_want_it() =>
        Refusal.Of(ErrorCode.Factory, () => Of("a < nobody", "b < nobody")).Message
            .ShouldContain("a (FROM nobody), b (FROM nobody)");

    [Fact]
    public void A_circle_is_named_by_its_images() =>
        Refusal.Of(ErrorCode.Factory, () => Of("base", "a < base c", "b < a", "c < b", "d < c")).Message
            .ShouldContain("a, c, b, a");

    [Fact]
    public void The_order_holds_for_any_graph() => Prop.ForAll(
        Graphs.ToArbitrary(),
        nodes =>
        {
            var graph = new ImageGraph(nodes);
            var places = graph.Order.Select((image, at) => (image, at))
                .ToDictionary(place => place.image, place => place.at);
            return places.Count == nodes.Count
                && nodes.All(node => node.Parents.All(parent => places[parent] < places[node.Name]))
                && nodes.All(node =>
                    graph.DescendantsOf([node.Name]).All(below => graph.AncestorsOf([below]).Contains(node.Name)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Pictures_hold_every_image_and_every_edge()
    {
        var dot = GraphPicture.Dot(Diamond);
        dot.ShouldContain("\"left\" -> \"top\"");
        dot.ShouldContain("\"alone\";");
        GraphPicture.Tree(Diamond, name => name == "left" ? "built" : null).ShouldBe("""
            alone
            base
            ├── left  built
            │   └── top (also from right)
            │       └── leaf
            └── right

            """);
        var svg = System.Xml.Linq.XDocument.Parse(GraphPicture.Svg(Diamond));
        svg.Descendants().Count(element => element.Name.LocalName == "rect").ShouldBe(6);
        svg.Descendants().Count(element => element.Name.LocalName == "path").ShouldBe(5);
    }

    /// <summary>Each image may stand on any of those before it.</summary>
    internal static Gen<List<ImageNode>> Graphs =>
        from count in Gen.Choose(1, 12)
        from edges in Gen.Choose(0, 3).ArrayOf(count * count)
        select Enumerable.Range(0, count).Select(i => new ImageNode(
            $"image{i}",
            [.. Enumerable.Range(0, i).Where(j => edges[(i * count) + j] == 0).Select(j => $"image{j}")], [])).ToList();
}
