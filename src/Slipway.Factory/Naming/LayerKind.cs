namespace Slipway.Factory.Naming;

/// <summary>The layers of images (seed 004, "Layers"), from the base up.</summary>
public enum LayerKind
{
    /// <summary>The operating system.</summary>
    Base,

    /// <summary>Packages that all images need.</summary>
    Tools,

    /// <summary>Libraries shared by several services.</summary>
    CommonLibs,

    /// <summary>The dependencies of one service, without the service.</summary>
    Dependencies,

    /// <summary>The code of a service, or a cartridge.</summary>
    Service,
}
