using Slipway.EndToEnd.Installations;

namespace Slipway.EndToEnd.Applications;

/// <summary>
/// An application that nobody changes while a test does its worst, visited all the time. Its end fails when a visitor
/// went without an answer.
/// </summary>
internal sealed class Bystander : IAsyncDisposable
{
    private readonly Visits _visits;

    private Bystander(Application application) => (Application, _visits) = (application, new Visits(application));

    public Application Application { get; }

    public static async Task<Bystander> CreateAsync(
        Installation installation, string name, string cartridge = "static") =>
        new(await Application.CreateAsync(installation, name, cartridge));

    public Task MoreAsync(int more) => _visits.MoreAsync(more);

    public async ValueTask DisposeAsync()
    {
        await _visits.DisposeAsync();
        _visits.Errors.ShouldBeEmpty();
        await Application.Slipway.RunAsync("app", "delete", Application.Name, "--yes");
    }
}
