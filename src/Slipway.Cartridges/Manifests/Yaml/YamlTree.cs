using System.Buffers;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Slipway.Cartridges.Manifests.Yaml;

/// <summary>The text is not YAML, or larger or deeper than is read.</summary>
internal sealed class YamlTreeException(int line, string message) : FormatException(message)
{
    public int Line { get; } = line;
}

/// <summary>
/// Reads one YAML document as a tree. It makes no objects from tags and bounds length, depth and nodes;
/// an alias costs as much as what it stands for, so that a few lines cannot become millions of nodes.
/// </summary>
internal sealed class YamlTree
{
    public const int LongestText = 256 << 10;
    public const int DeepestNode = 24;
    public const int MostNodes = 10_000;

    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, YamlNode> _anchors = [];
    private int _nodes;

    private YamlTree(string text) => _parser = new Parser(new StringReader(text));

    /// <exception cref="YamlTreeException">The text cannot be read.</exception>
    public static YamlNode Read(string text)
    {
        if (text.Length > LongestText)
            throw new YamlTreeException(1, $"the text has {text.Length} characters; {LongestText} are the most");
        var tree = new YamlTree(text);
        try
        {
            return tree.ReadDocument();
        }
        catch (YamlException e)
        {
            throw new YamlTreeException((int)e.Start.Line, $"this is not YAML: {e.Message}");
        }
        catch (Exception e)
            when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException
                or FormatException and not YamlTreeException)
        {
            // The scanner's own faults on malformed text (found by fuzzing) say nothing that an author could use.
            throw new YamlTreeException((int)(tree._parser.Current?.End.Line ?? 1), "this is not YAML: the text cannot be taken apart after here");
        }
    }

    private YamlNode ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out var end))
            throw new YamlTreeException((int)end.Start.Line, "the text is empty");
        _parser.Consume<DocumentStart>();
        var root = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
            throw new YamlTreeException((int)second.Start.Line, "a second document begins here; one is expected");
        return root;
    }

    private YamlNode ReadNode(int depth)
    {
        var start = _parser.Current ?? throw new YamlTreeException(1, "the text ends too early");
        var line = (int)start.Start.Line;
        if (depth > DeepestNode)
            throw new YamlTreeException(line, $"values are nested deeper than {DeepestNode} levels");
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
        return _nodes <= MostNodes ? node : throw new YamlTreeException(line, $"there are more than {MostNodes} values, aliases counted");
    }

    private YamlNode ReadScalar()
    {
        var scalar = _parser.Consume<Scalar>();
        var line = (int)scalar.Start.Line;
        if (!IsText(scalar.Value))
            throw new YamlTreeException(line, "a value holds a NUL or half a character");
        return Charge(new YamlScalar(line, scalar.Value, scalar.Style != ScalarStyle.Plain), line);
    }

    /// <summary>What can be written as UTF-8 and handed to programs.</summary>
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
                throw new YamlTreeException(key.Line, $"the key '{Oci.Excerpt.Of(key.Text)}' is here twice");
            entries.Add(new YamlEntry(key.Text, key.Line, ReadNode(depth + 1)));
        }
        return new YamlMap(line, entries);
    }

    private void CountCollection(int line)
    {
        if (++_nodes > MostNodes)
            throw new YamlTreeException(line, $"there are more than {MostNodes} values");
    }
}
