using Slipway.Engine.Gears;

namespace Slipway.Platform.Gears;

/// <summary>The end of a gear, in words.</summary>
internal static class GearExitText
{
    public static string Describe(GearState state) => state.Exit switch
    {
        { OutOfMemory: true } => "was ended because it used more memory than its limit",
        { Code: { } code and > 128 } => $"was ended by signal {code - 128}",
        { Code: { } code } => $"ended with exit code {code}",
        _ => "ended and nobody saw its exit code",
    };
}
