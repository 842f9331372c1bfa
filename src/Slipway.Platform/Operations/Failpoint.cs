using System.Runtime.InteropServices;

namespace Slipway.Platform.Operations;

/// <summary>Places between persisted steps where a test may end the server. Nothing happens by default.</summary>
public sealed class Failpoint(Action<OperationKind, string> reached)
{
    public static readonly Failpoint None = new((_, _) => { });

    /// <summary>Kills this process, as <c>kill -9</c> does, at the place named <c>Kind:point</c> by the environment variable, once.</summary>
    public static Failpoint FromEnvironment(string variable = "SLIPWAY_FAILPOINT")
    {
        var wanted = System.Environment.GetEnvironmentVariable(variable);
        return string.IsNullOrEmpty(wanted) ? None : new Failpoint((kind, point) =>
        {
            if (string.Equals($"{kind}:{point}", wanted, StringComparison.OrdinalIgnoreCase))
                _ = Kill(System.Environment.ProcessId, 9);
        });
    }

    public void Pass(OperationKind kind, string point) => reached(kind, point);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}

/// <summary>Thrown at a <see cref="Failpoint"/>, it ends the runner where it stands: nothing more is persisted, taken back or told.</summary>
public sealed class SimulatedCrashException(string point) : Exception($"crash at {point}");
