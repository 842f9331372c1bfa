namespace Slipway.SourceToImage;

/// <summary>
/// The scripts of the source-to-image contract, and the additional <see cref="AssembleDependencies"/>.
/// </summary>
internal static class ScriptNames
{
    public const string Assemble = "assemble";
    public const string Run = "run";
    public const string SaveArtifacts = "save-artifacts";
    public const string AssembleDependencies = "assemble-dependencies";
    public const string Usage = "usage";

    public static readonly string[] All = [Assemble, Run, SaveArtifacts, AssembleDependencies, Usage];
}
