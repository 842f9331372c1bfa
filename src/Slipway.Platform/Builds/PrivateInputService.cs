using System.Text;
using Slipway.Platform.Applications;

namespace Slipway.Platform.Builds;

/// <summary>
/// The private inputs that every later build of an application gets, a push's too. Values go in and never come out.
/// </summary>
public sealed class PrivateInputService
{
    private readonly IPrivateInputStore _store;
    private readonly PrivateInputSealing _sealing;
    private readonly TimeProvider _time;

    internal PrivateInputService(IPrivateInputStore store, PrivateInputSealing sealing, TimeProvider time) =>
        (_store, _sealing, _time) = (store, sealing, time);

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<SealedInput>> ListAsync(
        Application application, PrivateInputKind kind, CancellationToken cancel) =>
        [.. (await _store.ListPrivateInputsAsync(application.Id, cancel)).Where(input => input.Kind == kind)];

    /// <summary>Sets (a value) and unsets (null) variables.</summary>
    public Task ChangeVariablesAsync(
        Application application, IReadOnlyDictionary<string, string?> change, CancellationToken cancel)
    {
        PrivateInputRules.Require(new PrivateInputs
        {
            Environment = PrivateInputs.None.Environment.AddRange(change.Where(entry => entry.Value is not null)!),
        });
        return ChangeAsync(application, PrivateInputKind.Variable,
            change.ToDictionary(
                entry => entry.Key, entry => entry.Value is null ? null : Encoding.UTF8.GetBytes(entry.Value)), cancel);
    }

    /// <summary>Sets (a value) and unsets (null) secrets.</summary>
    public Task ChangeSecretsAsync(
        Application application, IReadOnlyDictionary<string, byte[]?> change, CancellationToken cancel) =>
        ChangeAsync(application, PrivateInputKind.Secret, change, cancel);

    private async Task ChangeAsync(
        Application application, PrivateInputKind kind, IReadOnlyDictionary<string, byte[]?> change,
        CancellationToken cancel)
    {
        if (change.Count is 0 or > PrivateInputRules.MaxInputs)
            throw new SlipwayException(
                ErrorCode.Invalid, $"a change has 1 to {PrivateInputRules.MaxInputs} names");
        foreach (var name in change.Keys)
            PrivateInputRules.RequireName(kind, name);
        var now = _time.GetUtcNow();
        var kept = (await _store.ListPrivateInputsAsync(application.Id, cancel))
            .Where(input => input.Kind != kind || !change.ContainsKey(input.Name));
        var added = change.Where(entry => entry.Value is not null)
            .Select(entry => _sealing.Seal(application, kind, entry.Key, entry.Value, now));
        var all = kept.Concat(added).ToList();
        PrivateInputRules.RequireSize(all.Count, all.Sum(input => (long)Sealing.SealingKey.LengthOf(input.Sealed)));
        await _store.SetPrivateInputsAsync(application.Id, all, cancel);
    }
}
