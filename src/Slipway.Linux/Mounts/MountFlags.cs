namespace Slipway.Linux.Mounts;

/// <summary>
/// Restrictions of a mount. The values are those of mount(2) and, for these four, of mount_setattr(2).
/// </summary>
[Flags]
public enum MountFlags
{
    None = 0,
    ReadOnly = 1, // MS_RDONLY, MOUNT_ATTR_RDONLY
    NoSetUid = 2, // MS_NOSUID
    NoDevices = 4, // MS_NODEV
    NoExecute = 8, // MS_NOEXEC
}
