namespace Slipway.Factory.Watching.Records;

public enum RunState
{
    Queued,

    Running,

    Succeeded,

    /// <summary>An image failed, or the tree could not be built at all.</summary>
    Failed,

    /// <summary>A newer change replaced it.</summary>
    Superseded,
}
