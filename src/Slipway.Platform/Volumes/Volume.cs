namespace Slipway.Platform.Volumes;

/// <summary>What one place of a stateful group keeps through builds, rollouts, rollbacks and restarts.</summary>
/// <param name="Name">The engine's name for it; never used again.</param>
/// <param name="Index">The place of the group that mounts it.</param>
public sealed record Volume(string Name, string Application, int Index, DateTimeOffset Created)
{
    public static string NameOf(string application, int index) => $"{application}-{index}";
}
