using System.Collections.Immutable;

namespace Slipway.Platform.Operations;

/// <summary>
/// What the steps of an operation have found out so far: a record for each capability that took part. It may hold
/// secret values: it is never shown.
/// </summary>
public sealed class OperationProgress
{
    public static readonly OperationProgress None = new();
    private readonly ImmutableDictionary<Type, ProgressRecord> _records =
        ImmutableDictionary<Type, ProgressRecord>.Empty;

    public IEnumerable<ProgressRecord> Records => _records.Values;

    /// <summary>What one capability has found out; its empty record before it did.</summary>
    public T Of<T>() where T : ProgressRecord, new() =>
        _records.TryGetValue(typeof(T), out var record) ? (T)record : new T();

    public OperationProgress With(ProgressRecord record) => new(_records.SetItem(record.GetType(), record));

    /// <summary>Without what is nobody's business once the operation has ended.</summary>
    public OperationProgress WithoutSecrets() =>
        new(_records.ToImmutableDictionary(entry => entry.Key, entry => entry.Value.WithoutSecrets()));

    public override string ToString() => nameof(OperationProgress);

    private OperationProgress()
    {
    }

    private OperationProgress(ImmutableDictionary<Type, ProgressRecord> records) => _records = records;
}

/// <summary>What the steps of one capability have found out.</summary>
public abstract record ProgressRecord
{
    public virtual ProgressRecord WithoutSecrets() => this;

    public sealed override string ToString() => GetType().Name;
}
