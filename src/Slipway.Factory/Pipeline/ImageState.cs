namespace Slipway.Factory.Pipeline;

public enum ImageState
{
    /// <summary>Its parents are not finished.</summary>
    Waiting,

    Running,

    /// <summary>It was built, tested and published.</summary>
    Built,

    /// <summary>An identical image exists.</summary>
    Unchanged,

    /// <summary>It existed, and its tests passed; nothing was built.</summary>
    Tested,

    Failed,

    /// <summary>A parent image failed.</summary>
    Blocked,
}
