namespace Slipway.Platform.Gears;

/// <summary>Returns when the edge routes as the store says.</summary>
internal delegate Task PublishRoutes(CancellationToken cancel);

/// <summary>Waits, within a limit, until nothing is under way to a gear any more; true when it is idle.</summary>
internal delegate Task<bool> WaitUntilIdle(Replica replica, TimeSpan limit, CancellationToken cancel);
