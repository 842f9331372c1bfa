namespace Slipway.Factory.Naming;

/// <summary>What an image is for (seed 004, "Layers"), from the ground up.</summary>
public enum LayerKind
{
    /// <summary>The operating system.</summary>
    Base,

    /// <summary>Packages that everything counts on.</summary>
    Tools,

    /// <summary>Libraries that several services share.</summary>
    CommonLibs,

    /// <summary>All that one service needs, but not the service.</summary>
    Dependencies,

    /// <summary>The code of a service, or a cartridge.</summary>
    Service,
}
