using Slipway.Client;

namespace Slipway;

/// <summary>The exit codes of sysexits.h used by the commands.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int Usage = 64;
    public const int DataError = 65;
    public const int NoInput = 66;
    public const int Unavailable = 69;
    public const int Software = 70;
    public const int CannotCreate = 73;
    public const int Io = 74;
    public const int TemporaryFailure = 75;
    public const int NoPermission = 77;
    public const int Configuration = 78;

    /// <summary>128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>Of a failure: the server's own answer says by its status what it means to a script.</summary>
    public static int Of(SlipwayException e) =>
        e is ProblemException answer ? OfStatus(answer.Problem.Status) : OfCode(e.Code);

    /// <summary>What a failure on this machine means to a script.</summary>
    public static int OfCode(ErrorCode code) => code switch
    {
        ErrorCode.Usage => Usage,
        ErrorCode.Invalid or ErrorCode.Malformed or ErrorCode.DigestMismatch or ErrorCode.BuildFailed
            or ErrorCode.RolloutFailed or ErrorCode.BuildContext or ErrorCode.BuildLimit
            or ErrorCode.DockerfileSyntax or ErrorCode.DockerfileSource
            or ErrorCode.DockerfileImage or ErrorCode.DockerfileRequest or ErrorCode.DockerfileStep
            or ErrorCode.Factory or ErrorCode.Template => DataError,
        ErrorCode.NotFound => NoInput,
        ErrorCode.Unavailable or ErrorCode.Edge or ErrorCode.PortInUse or ErrorCode.Cluster
            or ErrorCode.RemoteRegistry or ErrorCode.RemoteSource or ErrorCode.EngineNotFound
            or ErrorCode.EngineConflict or ErrorCode.EngineExhausted or ErrorCode.EngineInvalidSpec
            or ErrorCode.EngineUnsupported or ErrorCode.EngineRuntime => Unavailable,
        ErrorCode.Internal => Software,
        ErrorCode.CannotCreate or ErrorCode.LimitReached or ErrorCode.TooManyLogins => CannotCreate,
        ErrorCode.Storage or ErrorCode.DiskFull or ErrorCode.SystemCall or ErrorCode.ToolMissing
            or ErrorCode.ToolFailed or ErrorCode.DebianBase => Io,
        ErrorCode.Conflict or ErrorCode.TagFixed or ErrorCode.LeaseEnded or ErrorCode.ConnectionLost =>
            TemporaryFailure,
        ErrorCode.Unauthorized or ErrorCode.Forbidden => NoPermission,
        ErrorCode.Configuration => Configuration,
        ErrorCode.Cancelled => Interrupted,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "no such code"),
    };

    /// <summary>Maps an HTTP status of the API to an exit code.</summary>
    public static int OfStatus(int status) => status switch
    {
        400 or 413 or 415 or 422 => DataError,
        401 or 403 => NoPermission,
        404 => NoInput,
        409 => TemporaryFailure,
        429 or 507 => CannotCreate,
        503 or 504 => Unavailable,
        _ => Software,
    };
}
