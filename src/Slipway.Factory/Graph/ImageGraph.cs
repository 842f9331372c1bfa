using System.Collections.Immutable;

namespace Slipway.Factory.Graph;

/// <summary>The dependencies between images. Every parent is a node, and there are no cycles.</summary>
public sealed class ImageGraph
{
    private readonly ImmutableSortedDictionary<string, ImageNode> _nodes;
    private readonly ILookup<string, string> _children;

    /// <exception cref="SlipwayException">A parent is missing, or images are made from each other.</exception>
    public ImageGraph(IEnumerable<ImageNode> nodes)
    {
        _nodes = nodes.ToImmutableSortedDictionary(node => node.Name, node => node, StringComparer.Ordinal);
        _children = _nodes.Values.SelectMany(node => node.Parents.Select(parent => (Parent: parent, Child: node.Name)))
            .ToLookup(edge => edge.Parent, edge => edge.Child, StringComparer.Ordinal);
        ThrowIfOrphaned();
        Order = Sort();
    }

    public IEnumerable<ImageNode> Nodes => _nodes.Values;

    /// <summary>All images in topological order, otherwise by name.</summary>
    public ImmutableArray<string> Order { get; }

    public ImageNode this[string image] => _nodes[image];

    public bool Has(string image) => _nodes.ContainsKey(image);

    public IEnumerable<string> ChildrenOf(string image) => _children[image];

    /// <summary>All ancestors of these images, without themselves.</summary>
    public ImmutableSortedSet<string> AncestorsOf(IEnumerable<string> images) =>
        Reach(images, image => _nodes[image].Parents);

    /// <summary>All descendants of these images, without themselves.</summary>
    public ImmutableSortedSet<string> DescendantsOf(IEnumerable<string> images) =>
        Reach(images, image => _children[image]);

    /// <summary>The depth of each image: 0 for one without parents.</summary>
    public ImmutableSortedDictionary<string, int> Depths()
    {
        var depths = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var image in Order)
            depths[image] = _nodes[image].Parents.Select(parent => depths[parent] + 1).DefaultIfEmpty(0).Max();
        return depths.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private static ImmutableSortedSet<string> Reach(IEnumerable<string> from, Func<string, IEnumerable<string>> next)
    {
        var start = from.ToHashSet(StringComparer.Ordinal);
        var reached = new SortedSet<string>(StringComparer.Ordinal);
        var ahead = new Stack<string>(start);
        while (ahead.TryPop(out var image))
        {
            foreach (var other in next(image).Where(reached.Add))
                ahead.Push(other);
        }
        return [.. reached.Except(start)];
    }

    private void ThrowIfOrphaned()
    {
        var orphans = _nodes.Values.SelectMany(node =>
            node.Parents.Where(parent => !_nodes.ContainsKey(parent)).Select(parent => $"{node.Name} (FROM {parent})"));
        var named = string.Join(", ", orphans);
        if (named.Length > 0)
            throw new SlipwayException(
                ErrorCode.Factory,
                $"images stand on images that are not there: {named}", "add the missing ones, or correct the names");
    }

    private ImmutableArray<string> Sort()
    {
        var waiting = _nodes.Values.ToDictionary(
            node => node.Name, node => node.Parents.Length, StringComparer.Ordinal);
        var ready = new SortedSet<string>(
            waiting.Where(entry => entry.Value == 0).Select(entry => entry.Key), StringComparer.Ordinal);
        var order = ImmutableArray.CreateBuilder<string>(_nodes.Count);
        while (ready.Min is { } image)
        {
            ready.Remove(image);
            order.Add(image);
            foreach (var child in _children[image].Where(child => --waiting[child] == 0))
                ready.Add(child);
        }
        return order.Count == _nodes.Count
            ? order.MoveToImmutable()
            : throw new SlipwayException(
                ErrorCode.Factory,
                $"images are made from each other: {string.Join(", ", Cycle([.. _nodes.Keys.Except(order)]))}",
                "let one of them stand on something else");
    }

    /// <summary>Finds a cycle among images that all depend on another one of them.</summary>
    private List<string> Cycle(HashSet<string> waiting)
    {
        var path = new List<string>();
        for (var image = waiting.Min()!; !path.Contains(image); image = _nodes[image].Parents.First(waiting.Contains))
            path.Add(image);
        var last = _nodes[path[^1]].Parents.First(waiting.Contains);
        return [.. path[path.IndexOf(last)..], last];
    }
}
