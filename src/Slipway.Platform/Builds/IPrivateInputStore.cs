namespace Slipway.Platform.Builds;

/// <summary>The private inputs of applications, durably.</summary>
public interface IPrivateInputStore
{
    /// <summary>By kind and name.</summary>
    Task<IReadOnlyList<SealedInput>> ListPrivateInputsAsync(string application, CancellationToken cancel);

    /// <summary>Replaces all. Nothing happens when the application is gone.</summary>
    Task SetPrivateInputsAsync(string application, IReadOnlyList<SealedInput> inputs, CancellationToken cancel);
}
