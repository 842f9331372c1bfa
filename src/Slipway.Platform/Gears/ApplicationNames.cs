using System.Collections.Concurrent;
using Slipway.Platform.Applications;

namespace Slipway.Platform.Gears;

/// <summary>What the log calls applications, <c>domain/name</c>, for those who know only the id.</summary>
internal sealed class ApplicationNames(IApplicationStore applications)
{
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>The id itself where the store has no application of it, or fails.</summary>
    public async Task<string> OfAsync(string id, CancellationToken cancel)
    {
        if (_known.TryGetValue(id, out var known))
            return known;
        try
        {
            return await applications.FindAsync(id, cancel) is { } application
                ? _known[id] = application.ToString() : id;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A log line is not what tells of it.
            return id;
        }
    }
}
