namespace Slipway.Platform.Operations;

/// <summary>Places between persisted steps where a test may end the server. Nothing happens by default.</summary>
public sealed class Failpoint(Action<Operation, string> reached)
{
    public static readonly Failpoint None = new((_, _) => { });

    /// <summary>
    /// Halts operations at their points when the environment variable names a file, as
    /// <see cref="FailpointHalts"/> describes.
    /// </summary>
    public static Failpoint FromEnvironment(string variable = "SLIPWAY_HALTS") =>
        System.Environment.GetEnvironmentVariable(variable) is { Length: > 0 } file
            ? new Failpoint(new FailpointHalts(file).Halt) : None;

    public void Reach(Operation operation, string point) => reached(operation, point);
}

/// <summary>
/// Thrown at a <see cref="Failpoint"/>, it ends the runner where it stands: nothing more is persisted,
/// taken back or told.
/// </summary>
public sealed class SimulatedCrashException(string point) : Exception($"crash at {point}");
