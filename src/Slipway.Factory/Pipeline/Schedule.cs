using System.Collections.Immutable;
using Slipway.Factory.Graph;

namespace Slipway.Factory.Pipeline;

/// <summary>
/// Decides which image is next. Every image is scheduled once, after its parents; the beginning of the longest chain of
/// work comes first, so that the whole run ends early. A failure blocks only dependent images.
/// </summary>
public sealed class Schedule
{
    private readonly ImageGraph _graph;
    private readonly Dictionary<string, ImageState> _states;
    private readonly Dictionary<string, TimeSpan> _chains = new(StringComparer.Ordinal);

    /// <param name="images">The wanted images; their parents are added.</param>
    /// <param name="estimates">Known build times of images; the others count as the average of these.</param>
    public Schedule(
        ImageGraph graph, IReadOnlyCollection<string> images, IReadOnlyDictionary<string, TimeSpan>? estimates = null)
    {
        _graph = graph;
        _states = graph.AncestorsOf(images)
            .Union(images).ToDictionary(image => image, _ => ImageState.Waiting, StringComparer.Ordinal);
        var unknown = estimates is { Count: > 0 }
            ? TimeSpan.FromTicks((long)estimates.Values.Average(time => time.Ticks))
            : TimeSpan.FromSeconds(1);
        foreach (var image in graph.Order.Reverse())
            _chains[image] = (estimates?.TryGetValue(image, out var known) == true ? known : unknown)
                + graph.ChildrenOf(image).Where(_states.ContainsKey).Select(child => _chains[child])
                    .DefaultIfEmpty(TimeSpan.Zero).Max();
    }

    public ImmutableSortedDictionary<string, ImageState> States =>
        _states.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public bool IsDone => _states.Values.All(state => state is not (ImageState.Waiting or ImageState.Running));

    /// <summary>Starts an image whose parents are done; null when there is none at the moment.</summary>
    public string? Next()
    {
        var next = _states.Where(entry =>
            entry.Value == ImageState.Waiting && _graph[entry.Key].Parents.All(IsAvailable)).Select(entry => entry.Key)
            .OrderByDescending(image => _chains[image]).ThenBy(image => image, StringComparer.Ordinal).FirstOrDefault();
        if (next is not null)
            _states[next] = ImageState.Running;
        return next;
    }

    /// <summary>Records the result of an image.</summary>
    /// <returns>The images that it blocks.</returns>
    public IReadOnlyList<string> End(string image, ImageState state)
    {
        if (_states[image] != ImageState.Running
            || state is ImageState.Waiting or ImageState.Running or ImageState.Blocked)
            throw new ArgumentException($"{image} is {_states[image]} and cannot become {state}", nameof(state));
        _states[image] = state;
        if (state != ImageState.Failed)
            return [];
        var blocked = _graph.DescendantsOf([image])
            .Where(below => _states.GetValueOrDefault(below, ImageState.Blocked) == ImageState.Waiting).ToList();
        foreach (var below in blocked)
            _states[below] = ImageState.Blocked;
        return blocked;
    }

    private bool IsAvailable(string image) => _states[image] is ImageState.Built or ImageState.Unchanged;
}
