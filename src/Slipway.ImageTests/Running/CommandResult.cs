namespace Slipway.ImageTests.Running;

/// <summary>What a command wrote, both streams together, and how it ended.</summary>
internal sealed record CommandResult(int Code, string Output);
