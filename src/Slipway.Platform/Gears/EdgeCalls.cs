using Slipway.Diagnostics.Loops;

namespace Slipway.Platform.Gears;

/// <summary>Returns when the edge routes as the store says.</summary>
internal delegate Task PublishRoutes(CancellationToken cancel);

/// <summary>The same as a round of a loop: it fails for each backend that the edge does not listen for.</summary>
internal delegate Task RetryRoutes(LoopRound round);

/// <summary>Waits, within a limit, until nothing is under way to a gear any more; true when it is idle.</summary>
internal delegate Task<bool> WaitUntilIdle(Replica replica, TimeSpan limit, CancellationToken cancel);
