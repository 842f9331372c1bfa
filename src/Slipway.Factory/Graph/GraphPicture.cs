using System.Globalization;
using System.Security;
using System.Text;

namespace Slipway.Factory.Graph;

/// <summary>Renders a graph: for the terminal, for Graphviz, and as an SVG.</summary>
public static class GraphPicture
{
    private const int BoxHeight = 26;
    private const int RowHeight = 38;
    private const int Gap = 60;
    private const int LetterWidth = 8;

    /// <summary>
    /// A line for each image below its first parent, indented by depth; further parents are named in the line.
    /// </summary>
    public static string Tree(ImageGraph graph, Func<string, string?> note)
    {
        var text = new StringBuilder();
        foreach (var root in graph.Nodes.Where(node => node.Parents.IsEmpty))
            Branch(text, graph, root, note, "", "");
        return text.ToString();
    }

    /// <summary>The language of Graphviz.</summary>
    public static string Dot(ImageGraph graph)
    {
        var text = new StringBuilder("digraph images {\n  rankdir=LR;\n  node [shape=box];\n");
        foreach (var node in graph.Nodes)
        {
            text.Append(CultureInfo.InvariantCulture, $"  \"{node.Name}\";\n");
            foreach (var parent in node.Parents)
                text.Append(CultureInfo.InvariantCulture, $"  \"{parent}\" -> \"{node.Name}\";\n");
        }
        return text.Append("}\n").ToString();
    }

    /// <summary>A column for each depth, with the base on the left.</summary>
    public static string Svg(ImageGraph graph)
    {
        var columns = graph.Depths().GroupBy(entry => entry.Value)
            .OrderBy(column => column.Key).Select(column => column.Select(entry => entry.Key).ToList())
            .ToList();
        var (places, x) = (new Dictionary<string, (int X, int Y, int Width)>(), 10);
        foreach (var column in columns)
        {
            var width = (column.Max(name => name.Length) * LetterWidth) + 16;
            for (var row = 0; row < column.Count; row++)
                places[column[row]] = (x, 10 + (row * RowHeight), width);
            x += width + Gap;
        }
        var height = 10 + (columns.Max(column => column.Count) * RowHeight);
        var svg = new StringBuilder(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{x}\" height=\"{height}\" font-family=\"monospace\" " +
                "font-size=\"13\">\n");
        foreach (var node in graph.Nodes)
        {
            foreach (var parent in node.Parents)
                svg.Append(Line(places[parent], places[node.Name]));
        }
        foreach (var (name, place) in places.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            svg.Append(Box(name, place));
        return svg.Append("</svg>\n").ToString();
    }

    private static void Branch(
        StringBuilder text, ImageGraph graph, ImageNode node, Func<string, string?> note, string before, string below)
    {
        var others = node.Parents.Length > 1 ? $" (also from {string.Join(", ", node.Parents.Skip(1))})" : "";
        text.Append(before).Append(node.Name).Append(others)
            .Append(note(node.Name) is { } said ? $"  {said}" : "").Append('\n');
        var children = graph.ChildrenOf(node.Name).Where(child => graph[child].Parents[0] == node.Name).ToList();
        for (var i = 0; i < children.Count; i++)
        {
            var last = i == children.Count - 1;
            Branch(text, graph, graph[children[i]], note, below + (last ? "└── " : "├── "),
                below + (last ? "    " : "│   "));
        }
    }

    private static string Line((int X, int Y, int Width) from, (int X, int Y, int Width) to)
    {
        var (x1, y1, x2, y2) = (from.X + from.Width, from.Y + (BoxHeight / 2), to.X, to.Y + (BoxHeight / 2));
        var middle = (x1 + x2) / 2;
        return $"<path d=\"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}\" fill=\"none\" stroke=\"#888\"/>\n";
    }

    private static string Box(string name, (int X, int Y, int Width) place) =>
        $"<rect x=\"{place.X}\" y=\"{place.Y}\" width=\"{place.Width}\" height=\"{BoxHeight}\" rx=\"4\" " +
        "fill=\"#eef\" stroke=\"#446\"/>" +
        $"<text x=\"{place.X + 8}\" y=\"{place.Y + 17}\">{SecurityElement.Escape(name)}</text>\n";
}
