using System.Text.Json.Serialization.Metadata;
using Slipway.Client;
using Slipway.Hosting;
using Slipway.Web.Resources;

namespace Slipway.EndToEnd.Installations;

/// <summary>Operations by the server's own socket: asked for, and not waited for, as the command line does.</summary>
internal sealed class LocalRequests(Installation installation) : IDisposable
{
    private readonly ApiClient _api = new(LocalApi.Credentials(installation.Data));

    public Task<OperationResource> CreateAsync(string name, string cartridge, string? from = null) =>
        SendAsync(HttpMethod.Post, "applications",
            JsonBody.Of(new NewApplication(name, cartridge, "demo", from), ApiJson.Default.NewApplication));

    public Task<OperationResource> BuildAsync(string name, byte[] archive) =>
        SendAsync(HttpMethod.Post, Of(name) + "/builds?kind=archive", new ByteArrayContent(archive));

    public Task<OperationResource> SetAsync(string name, string variable, string value) =>
        SendAsync(HttpMethod.Patch, Of(name) + "/environment",
            JsonBody.Of(new EnvironmentChange { Variables = new Dictionary<string, string?> { [variable] = value } },
                ApiJson.Default.EnvironmentChange));

    public Task<OperationResource> LimitAsync(string name, long memory) =>
        SendAsync(HttpMethod.Patch, Of(name) + "/limits",
            JsonBody.Of(new LimitsResource(memory, null, null, null), ApiJson.Default.LimitsResource));

    public Task<OperationResource> ScaleAsync(string name, int gears) =>
        SendAsync(HttpMethod.Put, Of(name) + "/scale", JsonBody.Of(new NewScale(gears), ApiJson.Default.NewScale));

    public Task<OperationResource> RollbackAsync(string name, int version) => SendAsync(
        HttpMethod.Post, Of(name) + "/rollback", JsonBody.Of(new Rollback(version), ApiJson.Default.Rollback));

    public Task<OperationResource> DeleteAsync(string name) => SendAsync(HttpMethod.Delete, Of(name), null);

    /// <summary>An operation as it is now; null while no server answers.</summary>
    public Task<OperationResource?> FindAsync(string id) =>
        TryAsync("operations/" + id, ApiJson.Default.OperationResource);

    public async Task<OperationResource> EndAsync(OperationResource operation) =>
        (await Applications.Application.UntilAsync(() => FindAsync(operation.Id), found =>
            found is { Ended: not null }, $"the end of {operation.Kind} of {operation.Application}"))!;

    /// <summary>Each ends well.</summary>
    public async Task DoneAsync(IEnumerable<Task<OperationResource>> operations)
    {
        foreach (var operation in await Task.WhenAll(operations))
        {
            var ended = await EndAsync(operation);
            ended.State.ShouldBe("done",
                $"{ended.Kind} of {ended.Application}: {ended.Problem?.Title} {ended.Problem?.Detail}");
        }
    }

    public async Task<IReadOnlyList<OperationEvent>> EventsAsync(string id)
    {
        var events = new List<OperationEvent>();
        await foreach (var item in _api.StreamAsync(
            $"operations/{id}/events", ApiJson.Default.OperationEvent, CancellationToken.None))
            events.Add(item);
        return events;
    }

    /// <summary>A server answers.</summary>
    public Task AnsweredAsync() => Applications.Application.UntilAsync(
        () => TryAsync("server", ApiJson.Default.ServerResource), answer => answer is not null,
        "an answer of the server");

    /// <summary>
    /// Waits until the gears of all applications serve: tests before this one may have ended some, which are started
    /// again in the background. An application that does not become ready stays as it is.
    /// </summary>
    public async Task AllServeAsync()
    {
        try
        {
            await Applications.Application.UntilAsync(
                () => TryAsync("applications", ApiJson.Default.IReadOnlyListApplicationResource),
                all => all?.All(one => one.Release is null
                    || one.Gears.Count(gear => gear.State == "running") == one.Scale) == true, "gears that serve");
        }
        catch (TimeoutException)
        {
            // What it is about is for the test that left it.
        }
    }

    public void Dispose() => _api.Dispose();

    private async Task<T?> TryAsync<T>(string path, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return await _api.GetAsync(path, type, CancellationToken.None);
        }
        catch (SlipwayException e) when (ExitCode.Of(e) == ExitCode.Unavailable)
        {
            return null;
        }
    }

    private Task<OperationResource> SendAsync(HttpMethod method, string path, HttpContent? content) =>
        _api.SendAsync(method, path, content, ApiJson.Default.OperationResource, CancellationToken.None);

    private static string Of(string name) => $"applications/demo/{name}";
}
