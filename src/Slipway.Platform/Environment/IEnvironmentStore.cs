namespace Slipway.Platform.Environment;

/// <summary>The environment of applications, durably.</summary>
public interface IEnvironmentStore
{
    Task<IReadOnlyList<EnvironmentVariable>> GetEnvironmentAsync(string application, CancellationToken cancel);

    /// <summary>Replaces all.</summary>
    Task SetEnvironmentAsync(
        string application, IReadOnlyList<EnvironmentVariable> variables, CancellationToken cancel);
}
