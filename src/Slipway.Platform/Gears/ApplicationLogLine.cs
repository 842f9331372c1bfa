using Slipway.Engine;

namespace Slipway.Platform.Gears;

/// <summary>A line of an application's log, and the gear that wrote it.</summary>
public sealed record ApplicationLogLine(string Gear, int Release, int Index, LogLine Line);
