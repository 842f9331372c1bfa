namespace Slipway.SourceToImage;

/// <summary>What a build is doing, in order.</summary>
public enum SourcePhase
{
    /// <summary>Reading the source, finding the scripts, asking the cache.</summary>
    Prepare,
    AssembleDependencies,
    SaveArtifacts,
    Assemble,

    /// <summary>Making the layer and the image.</summary>
    Commit,
}

public static class SourcePhases
{
    /// <summary>The phase as scripts and people name it: <c>save-artifacts</c>.</summary>
    public static string NameOf(SourcePhase phase) => phase switch
    {
        SourcePhase.Prepare => "prepare",
        SourcePhase.AssembleDependencies => ScriptNames.AssembleDependencies,
        SourcePhase.SaveArtifacts => ScriptNames.SaveArtifacts,
        SourcePhase.Assemble => ScriptNames.Assemble,
        _ => "commit",
    };
}
