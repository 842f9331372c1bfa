namespace Slipway.Linux;

/// <summary>The Linux error numbers (x86-64 and arm64) that Slipway distinguishes (errno(3)).</summary>
public enum Errno
{
    None = 0,
    PermissionDenied = 1, // EPERM
    NotFound = 2, // ENOENT
    NoProcess = 3, // ESRCH
    Interrupted = 4, // EINTR
    Io = 5, // EIO
    NoDevice = 6, // ENXIO
    TryAgain = 11, // EAGAIN
    OutOfMemory = 12, // ENOMEM
    AccessDenied = 13, // EACCES
    Busy = 16, // EBUSY
    Exists = 17, // EEXIST
    CrossDevice = 18, // EXDEV
    NotDirectory = 20, // ENOTDIR
    IsDirectory = 21, // EISDIR
    Invalid = 22, // EINVAL
    TooManyOpenFiles = 24, // EMFILE
    FileTooLarge = 27, // EFBIG
    NoSpace = 28, // ENOSPC
    ReadOnlyFileSystem = 30, // EROFS
    OutOfRange = 34, // ERANGE
    NameTooLong = 36, // ENAMETOOLONG
    NotImplemented = 38, // ENOSYS
    NotEmpty = 39, // ENOTEMPTY
    TooManyLinks = 40, // ELOOP
    NoData = 61, // ENODATA
    NotSupported = 95, // EOPNOTSUPP
    QuotaExceeded = 122, // EDQUOT
}
