namespace Slipway.Cartridges.Packages;

internal static class PackageErrors
{
    /// <summary>A package is not what a cartridge is: the cause and what its author may do.</summary>
    public static SlipwayException Refused(string message, string nextStep, Exception? inner = null) =>
        new(ErrorCode.Invalid, $"the cartridge is refused: {message}", nextStep, inner);
}
