using System.Collections.Immutable;

namespace Slipway.Platform.Builds;

/// <summary>
/// What exists for a build only: no layer, configuration, history, log or answer holds it, and it is stored sealed.
/// </summary>
public sealed record PrivateInputs
{
    public static readonly PrivateInputs None = new();

    /// <summary>Variables that the scripts of the build see.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>File name to content, below the build's secrets directory.</summary>
    public ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Secrets { get; init; } =
        ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty.WithComparers(StringComparer.Ordinal);

    public bool IsEmpty => Environment.IsEmpty && Secrets.IsEmpty;

    /// <summary>Both, and of what both name these.</summary>
    public PrivateInputs Over(PrivateInputs others) =>
        new() { Environment = others.Environment.SetItems(Environment), Secrets = others.Secrets.SetItems(Secrets) };

    public override string ToString() => nameof(PrivateInputs);
}

public enum PrivateInputKind
{
    Variable,
    Secret,
}

/// <summary>A private input that an application's every build gets. Its value is never shown.</summary>
/// <param name="Sealed">The value, as <see cref="Sealing.SealingKey"/> hides it.</param>
public sealed record SealedInput(PrivateInputKind Kind, string Name, string Sealed, DateTimeOffset Changed)
{
    public override string ToString() => $"{Kind} {Name}";
}
