namespace Slipway.Platform.Routes;

/// <summary>Why the edge does not route one backend: its port is in use, for one.</summary>
public sealed record RouteFailure(string Backend, ErrorCode Code, string Cause, string? NextStep)
{
    public SlipwayException ToException() => new(Code, $"{Backend}: {Cause}", NextStep);
}
