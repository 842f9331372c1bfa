namespace Slipway.Diagnostics;

/// <summary>
/// Every way in which Slipway refuses or fails. The kebab-case form of a name (<c>tag-fixed</c>) is the stable
/// code of the API.
/// </summary>
public enum ErrorCode
{
    /// <summary>A bug: nothing the reader did or can change. The log has the details.</summary>
    Internal,

    /// <summary>The request breaks a rule that the message names.</summary>
    Invalid,

    /// <summary>Content is not what its format asks for: an archive, a manifest, a layer.</summary>
    Malformed,

    /// <summary>The token is missing, unknown or expired.</summary>
    Unauthorized,

    /// <summary>The account may not do this.</summary>
    Forbidden,

    /// <summary>The name refers to nothing, or to nothing the account may see.</summary>
    NotFound,

    /// <summary>The name is taken, or the thing is in use.</summary>
    Conflict,

    /// <summary>A published version's tag cannot be moved.</summary>
    TagFixed,

    /// <summary>Content has another digest than the one it is named by.</summary>
    DigestMismatch,

    /// <summary>What held blobs for unfinished work has expired; the work has to be done again.</summary>
    LeaseEnded,

    /// <summary>A bound on number, size or time was reached.</summary>
    LimitReached,

    /// <summary>Too many logins failed; further ones are refused for a while.</summary>
    TooManyLogins,

    /// <summary>The server's disk is full.</summary>
    DiskFull,

    /// <summary>Somebody ended the operation.</summary>
    Cancelled,

    /// <summary>A part that is needed (engine, edge, repository) failed.</summary>
    Unavailable,

    /// <summary>A tool that Slipway runs is not installed.</summary>
    ToolMissing,

    /// <summary>A tool that Slipway runs ended with an error.</summary>
    ToolFailed,

    /// <summary>The kernel refused a system call.</summary>
    SystemCall,

    /// <summary>The application's source could not be built.</summary>
    BuildFailed,

    /// <summary>The release did not become ready.</summary>
    RolloutFailed,

    /// <summary>A port that is asked for is in use.</summary>
    PortInUse,

    /// <summary>HAProxy refused a configuration or a command.</summary>
    Edge,

    /// <summary>A gear, volume or snapshot of that name does not exist.</summary>
    EngineNotFound,

    /// <summary>The name is taken by another gear or volume.</summary>
    EngineConflict,

    /// <summary>No disk space, slots or addresses are free.</summary>
    EngineExhausted,

    /// <summary>
    /// The image or specification asks for what cannot be run: unknown user, missing command, malformed mount.
    /// </summary>
    EngineInvalidSpec,

    /// <summary>A tool, kernel feature or right is missing on this machine.</summary>
    EngineUnsupported,

    /// <summary>The container runtime failed.</summary>
    EngineRuntime,

    /// <summary>A build's directory, archive or ignore file is missing or at fault.</summary>
    BuildContext,

    /// <summary>A build exceeds a bound on size, number or time.</summary>
    BuildLimit,

    /// <summary>The Dockerfile is not what its grammar asks for.</summary>
    DockerfileSyntax,

    /// <summary>A file to copy or mount is missing, excluded, or outside what may be read.</summary>
    DockerfileSource,

    /// <summary>A base image, or an image to copy from, is not stored.</summary>
    DockerfileImage,

    /// <summary>The request lacks something the Dockerfile needs: a target, a secret.</summary>
    DockerfileRequest,

    /// <summary>A step failed.</summary>
    DockerfileStep,

    /// <summary>A tree of the image factory, or a request to it, is at fault.</summary>
    Factory,

    /// <summary>The Debian base image could not be made.</summary>
    DebianBase,

    /// <summary>A template could not be parsed or rendered.</summary>
    Template,

    /// <summary>A Kubernetes cluster refused or failed.</summary>
    Cluster,

    /// <summary>Another registry refused or failed.</summary>
    RemoteRegistry,

    /// <summary>A remote repository or web server refused, failed, or may not be reached.</summary>
    RemoteSource,

    /// <summary>The database cannot be opened or migrated, or holds a record that cannot be read.</summary>
    Storage,

    /// <summary>A command is called with options that do not fit together.</summary>
    Usage,

    /// <summary>A command's own settings or login are missing or damaged.</summary>
    Configuration,

    /// <summary>A command cannot write the file or directory it is to make.</summary>
    CannotCreate,

    /// <summary>The server ended the connection before the work was done.</summary>
    ConnectionLost,
}
