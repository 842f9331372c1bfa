using System.Buffers;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Slipway.Yaml;

/// <summary>The text is not YAML, or exceeds the limits.</summary>
public sealed class YamlTreeException(int line, string message) : SlipwayException(ErrorCode.Malformed, message)
{
    public int Line { get; } = line;
}

/// <summary>Limits for untrusted documents.</summary>
/// <param name="Characters">Length of the text.</param>
/// <param name="Depth">Nesting depth of lists and maps.</param>
/// <param name="Nodes">Number of values; an alias counts as much as what it refers to.</param>
public sealed record YamlBounds(int Characters = 256 << 10, int Depth = 24, int Nodes = 10_000)
{
    public static readonly YamlBounds Usual = new();
}

/// <summary>
/// Parses YAML documents (and JSON, which is YAML) to trees. Tags never create objects; length, depth and nodes are
/// limited. An alias counts as much as what it refers to, so a few lines cannot expand to millions of nodes.
/// </summary>
public sealed class YamlTree
{
    private readonly Parser _parser;
    private readonly YamlBounds _bounds;
    private readonly Dictionary<AnchorName, YamlNode> _anchors = [];
    private int _nodes;

    private YamlTree(string text, YamlBounds bounds) =>
        (_parser, _bounds) = (new Parser(new StringReader(text)), bounds);

    /// <summary>Parses a text with exactly one document.</summary>
    /// <exception cref="YamlTreeException">The text is invalid, or contains no or several documents.</exception>
    public static YamlNode Read(string text, YamlBounds? bounds = null) =>
        ReadAll(text, bounds) switch
        {
            [var one] => one,
            [_, var second, ..] =>
                throw new YamlTreeException(second.Line, "a second document begins here; one is expected"),
            _ => throw new YamlTreeException(1, "the text is empty"),
        };

    /// <summary>Parses all documents of a text; the limits apply to all of them together.</summary>
    /// <exception cref="YamlTreeException">The text is invalid.</exception>
    public static IReadOnlyList<YamlNode> ReadAll(string text, YamlBounds? bounds = null)
    {
        bounds ??= YamlBounds.Usual;
        if (text.Length > bounds.Characters)
            throw new YamlTreeException(1, $"the text has {text.Length} characters; {bounds.Characters} are the most");
        var tree = new YamlTree(text, bounds);
        try
        {
            return tree.ReadDocuments();
        }
        catch (YamlException e)
        {
            throw new YamlTreeException((int)e.Start.Line, $"this is not YAML: {e.Message}");
        }
        catch (Exception e)
            when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException
                or FormatException)
        {
            // Internal errors of the scanner on malformed text (found by fuzzing) have messages that do not help the
            // author.
            throw new YamlTreeException((int)(tree._parser.Current?.End.Line ?? 1),
                "this is not YAML: the text cannot be taken apart after here");
        }
    }

    private List<YamlNode> ReadDocuments()
    {
        _parser.Consume<StreamStart>();
        var documents = new List<YamlNode>();
        while (!_parser.TryConsume<StreamEnd>(out _))
        {
            _parser.Consume<DocumentStart>();
            documents.Add(ReadNode(0));
            _parser.Consume<DocumentEnd>();
            _anchors.Clear();
        }
        return documents;
    }

    private YamlNode ReadNode(int depth)
    {
        var start = _parser.Current ?? throw new YamlTreeException(1, "the text ends too early");
        var line = (int)start.Start.Line;
        if (depth > _bounds.Depth)
            throw new YamlTreeException(line, $"values are nested deeper than {_bounds.Depth} levels");
        if (_parser.TryConsume<AnchorAlias>(out var alias))
            return Charge(_anchors.TryGetValue(alias.Value, out var known) ? known : throw new YamlTreeException(
                line, $"nothing is anchored as {alias.Value} before"), line);
        var node = _parser.Current switch
        {
            Scalar => ReadScalar(),
            SequenceStart => ReadList(depth),
            MappingStart => ReadMap(depth),
            _ => throw new YamlTreeException(line, "a value is expected"),
        };
        if (start is NodeEvent { Anchor.IsEmpty: false } anchored)
            _anchors[anchored.Anchor] = node;
        return node;
    }

    private YamlNode Charge(YamlNode node, int line)
    {
        _nodes += node.Size;
        return _nodes <= _bounds.Nodes ? node : throw new YamlTreeException(
            line, $"there are more than {_bounds.Nodes} values, aliases counted");
    }

    private YamlNode ReadScalar()
    {
        var scalar = _parser.Consume<Scalar>();
        var line = (int)scalar.Start.Line;
        if (!IsText(scalar.Value))
            throw new YamlTreeException(line, "a value holds a NUL or half a character");
        return Charge(new YamlScalar(line, scalar.Value, scalar.Style != ScalarStyle.Plain), line);
    }

    /// <summary>Whether the text can be written as UTF-8 and passed to programs.</summary>
    private static bool IsText(string value)
    {
        for (var rest = value.AsSpan(); !rest.IsEmpty;)
        {
            if (rest[0] == 0 || Rune.DecodeFromUtf16(rest, out _, out var length) != OperationStatus.Done)
                return false;
            rest = rest[length..];
        }
        return true;
    }

    private YamlList ReadList(int depth)
    {
        var line = (int)_parser.Consume<SequenceStart>().Start.Line;
        CountCollection(line);
        var items = new List<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode(depth + 1));
        return new YamlList(line, items);
    }

    private YamlMap ReadMap(int depth)
    {
        var line = (int)_parser.Consume<MappingStart>().Start.Line;
        CountCollection(line);
        var entries = new List<YamlEntry>();
        var keys = new HashSet<string>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (ReadNode(depth + 1) is not YamlScalar key)
                throw new YamlTreeException(line, "a key is a list or a map; a name is expected");
            if (!keys.Add(key.Text))
                throw new YamlTreeException(key.Line, $"the key '{Excerpt.Of(key.Text)}' is here twice");
            entries.Add(new YamlEntry(key.Text, key.Line, ReadNode(depth + 1)));
        }
        return new YamlMap(line, entries);
    }

    private void CountCollection(int line)
    {
        if (++_nodes > _bounds.Nodes)
            throw new YamlTreeException(line, $"there are more than {_bounds.Nodes} values");
    }
}
