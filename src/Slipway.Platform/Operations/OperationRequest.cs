namespace Slipway.Platform.Operations;

/// <summary>
/// What an operation was asked to do: a record for each kind, with what that kind needs and nothing else. It may hold
/// secret values: it is never shown.
/// </summary>
public abstract record OperationRequest
{
    /// <summary>The kind's name, as it is stored and as the API shows it.</summary>
    public abstract string Kind { get; }

    /// <summary>The commit that the operation builds; null: none.</summary>
    public virtual string? Commit => null;

    /// <summary>What becomes of the application, when nothing may follow this request; null: others may.</summary>
    public virtual string? Closes => null;

    /// <summary>
    /// Why a request that waits, too, makes this one pointless before it began; null: both run.
    /// </summary>
    public virtual string? SupersededBy(OperationRequest later) => null;

    /// <summary>Without what is nobody's business once the operation has ended.</summary>
    public virtual OperationRequest WithoutSecrets() => this;

    public sealed override string ToString() => Kind;
}
