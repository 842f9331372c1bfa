namespace Slipway.Cartridges.Packages;

/// <summary>A package is not what a cartridge is: the cause and what its author may do.</summary>
public sealed class CartridgePackageException(string message, string nextStep, Exception? cause = null)
    : FormatException(
        $"the cartridge is refused: {message}", cause)
{
    public string NextStep { get; } = nextStep;
}
