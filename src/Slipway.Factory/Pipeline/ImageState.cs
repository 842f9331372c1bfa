namespace Slipway.Factory.Pipeline;

public enum ImageState
{
    /// <summary>Its parents are not done.</summary>
    Waiting,

    Running,

    /// <summary>It was built, tested and published.</summary>
    Built,

    /// <summary>What it would be is there already.</summary>
    Unchanged,

    /// <summary>It was there, and its tests passed; nothing was built.</summary>
    Tested,

    Failed,

    /// <summary>An image that it is made from failed.</summary>
    Blocked,
}
