namespace Slipway.Cartridges.Packages;

/// <summary>A package is not a valid cartridge: the cause, and how to fix it.</summary>
public sealed class CartridgePackageException(string message, string nextStep, Exception? cause = null)
    : FormatException(
        $"the cartridge is refused: {message}", cause)
{
    public string NextStep { get; } = nextStep;
}
