namespace Slipway.SourceToImage;

/// <summary>The phases of a build, in order.</summary>
public enum SourcePhase
{
    /// <summary>Reading the source, finding the scripts, looking in the cache.</summary>
    Prepare,
    AssembleDependencies,
    SaveArtifacts,
    Assemble,

    /// <summary>Creating the layer and the image.</summary>
    Commit,
}

public static class SourcePhases
{
    /// <summary>The name of the phase, as scripts are called: <c>save-artifacts</c>.</summary>
    public static string NameOf(SourcePhase phase) => phase switch
    {
        SourcePhase.Prepare => "prepare",
        SourcePhase.AssembleDependencies => ScriptNames.AssembleDependencies,
        SourcePhase.SaveArtifacts => ScriptNames.SaveArtifacts,
        SourcePhase.Assemble => ScriptNames.Assemble,
        _ => "commit",
    };
}
