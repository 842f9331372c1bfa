using Slipway.Client;
using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;
using Slipway.Web.Resources;

namespace Slipway.EndToEnd.Faults;

/// <summary>
/// Operations of every kind in any order. Some are refused, as asking for what is not there is, and some fail.
/// </summary>
internal sealed class RandomOperations(Random random, LocalRequests api)
{
    private readonly List<OperationResource> _begun = [];

    /// <summary>Begins one on an application; when it is not there, it is made.</summary>
    public async Task BeginAsync(string application, string cartridge)
    {
        if (!await TryAsync(AnyAsync(application, cartridge)))
            await TryAsync(api.CreateAsync(application, cartridge));
    }

    /// <summary>Waits until all that were begun have ended: done, superseded, or failed with a cause.</summary>
    /// <returns>Each as kind and state.</returns>
    public async Task<IReadOnlyList<string>> EndAllAsync()
    {
        var all = new List<string>();
        foreach (var operation in _begun)
        {
            var ended = await api.EndAsync(operation);
            if (ended.State == "failed")
                ended.Problem!.Title.ShouldNotBeNullOrEmpty();
            all.Add($"{ended.Kind} {ended.State}");
        }
        _begun.Clear();
        return all;
    }

    /// <returns>
    /// False: it is refused, as there is no such application or release, or another operation is in its way.
    /// </returns>
    private async Task<bool> TryAsync(Task<OperationResource> operation)
    {
        try
        {
            _begun.Add(await operation);
            return true;
        }
        catch (SlipwayException e)
            when (ExitCode.Of(e) is ExitCode.DataError or ExitCode.NoInput or ExitCode.TemporaryFailure)
        {
            return false;
        }
    }

    private Task<OperationResource> AnyAsync(string name, string cartridge) => random.Next(12) switch
    {
        0 or 1 => api.BuildAsync(name, SourceFiles.Site($"Edition {random.Next(3)}")),
        2 => api.BuildAsync(name, SourceFiles.Assembling("exit 3")),
        3 or 4 => api.SetAsync(name, "EDITION", $"{random.Next(100)}"),
        5 => api.SetAsync(name, "NGINX_LOG_LEVEL", "nonsense"),
        6 => api.ScaleAsync(name, random.Next(1, 4)),
        7 or 8 => api.RollbackAsync(name, random.Next(1, 6)),
        9 => api.DeleteAsync(name),
        10 => api.CreateAsync(name, cartridge),
        _ => api.BuildAsync(name, SourceFiles.Site($"Edition {random.Next()}")),
    };
}
