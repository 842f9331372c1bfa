using Slipway.Platform;
using Slipway.Platform.Accounts;
using Slipway.Platform.Applications;
using Slipway.Platform.Builds;
using Slipway.Platform.Environment;
using Slipway.Platform.Routes;

namespace Slipway.Testing.Stores;

/// <summary>Applications in memory.</summary>
/// <param name="hasDomain">Whether a domain exists.</param>
/// <param name="forget">Removes an application's data from other stores.</param>
public sealed class InMemoryApplicationStore(Func<string, bool> hasDomain, Action<string> forget)
    : IApplicationStore, IEnvironmentStore, IPrivateInputStore, IEdgePortStore
{
    private readonly Dictionary<string, Application> _applications = [];
    private readonly Dictionary<string, IReadOnlyList<EnvironmentVariable>> _environments = [];
    private readonly Dictionary<string, IReadOnlyList<SealedInput>> _inputs = [];
    private readonly List<EdgePort> _ports = [];
    private readonly Lock _lock = new();

    public Task AddAsync(Application application, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (!hasDomain(application.Domain))
                throw AccountRules.DomainGone(application.Domain);
            if (_applications.Values.Any(other => (other.Domain, other.Name) == (application.Domain, application.Name)))
                throw new SlipwayException(
                    ErrorCode.Conflict, $"there is an application {application} already",
                    "choose another name, or see what it is with `slipway app show`");
            _applications.Add(application.Id, application);
        }
        return Task.CompletedTask;
    }

    /// <summary>Runs an action while a domain has no application and cannot get one; false when it has one.</summary>
    internal bool TryWithout(string domain, Action work)
    {
        lock (_lock)
        {
            if (_applications.Values.Any(application => application.Domain == domain))
                return false;
            work();
            return true;
        }
    }

    public Task<Application?> FindAsync(string id, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult(_applications.GetValueOrDefault(id));
    }

    public Task<Application?> FindAsync(string domain, string name, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult(_applications.Values.FirstOrDefault(
                application => application.Domain == domain && application.Name == name));
    }

    public Task<IReadOnlyList<Application>> ListAsync(string? domain, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<Application>>([
                .. _applications.Values.Where(application => domain is null || application.Domain == domain)
                .OrderBy(application => application.Domain, StringComparer.Ordinal)
                .ThenBy(application => application.Name, StringComparer.Ordinal)]);
    }

    public Task UpdateAsync(Application application, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_applications.ContainsKey(application.Id))
                _applications[application.Id] = application;
        }
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string id, CancellationToken cancel)
    {
        lock (_lock)
        {
            _applications.Remove(id);
            _environments.Remove(id);
            _inputs.Remove(id);
            _ports.RemoveAll(port => port.Application == id);
        }
        forget(id);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<EnvironmentVariable>> GetEnvironmentAsync(string application, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult(_environments.GetValueOrDefault(application, []));
    }

    public Task SetEnvironmentAsync(
        string application, IReadOnlyList<EnvironmentVariable> variables, CancellationToken cancel)
    {
        lock (_lock)
            _environments[application] = [.. variables.OrderBy(variable => variable.Name, StringComparer.Ordinal)];
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<SealedInput>> ListPrivateInputsAsync(string application, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult(_inputs.GetValueOrDefault(application, []));
    }

    public Task SetPrivateInputsAsync(string application, IReadOnlyList<SealedInput> inputs, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_applications.ContainsKey(application))
                _inputs[application] = [
                    .. inputs.OrderBy(input => input.Kind).ThenBy(input => input.Name, StringComparer.Ordinal)];
        }
        return Task.CompletedTask;
    }

    public Task<int?> TakeEdgePortAsync(
        string application, string endpoint, int first, int last, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_ports.FirstOrDefault(
                port => port.Application == application && port.Endpoint == endpoint) is { } taken)
                return Task.FromResult<int?>(taken.Port);
            var free = Enumerable.Range(first, last - first + 1)
                .Cast<int?>().FirstOrDefault(number => _ports.All(port => port.Port != number));
            if (free is { } port)
                _ports.Add(new EdgePort(port, application, endpoint));
            return Task.FromResult(free);
        }
    }

    public Task<IReadOnlyList<EdgePort>> ListEdgePortsAsync(CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<EdgePort>>([.. _ports.OrderBy(port => port.Port)]);
    }
}
