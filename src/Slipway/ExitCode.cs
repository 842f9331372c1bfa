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

    /// <summary>
    /// Of a failure, wherever it happened: a code has one exit code. Only answers whose code this program does not know
    /// have the one of their status.
    /// </summary>
    public static int Of(SlipwayException e) =>
        e is ProblemException answer && ErrorCodes.Find(answer.Problem.Code) is null
            ? OfStatus(answer.Problem.Status)
            : OfCode(e.Code);

    /// <summary>What a failure means to a script.</summary>
    public static int OfCode(ErrorCode code) => code switch
    {
        ErrorCode.Usage => Usage,
        ErrorCode.Invalid or ErrorCode.Malformed or ErrorCode.DigestMismatch or ErrorCode.BuildFailed
            or ErrorCode.RolloutFailed or ErrorCode.BuildContext or ErrorCode.BuildLimit
            or ErrorCode.DockerfileSyntax or ErrorCode.DockerfileSource
            or ErrorCode.DockerfileImage or ErrorCode.DockerfileRequest or ErrorCode.DockerfileStep
            or ErrorCode.Factory or ErrorCode.Template or ErrorCode.EngineInvalidSpec or ErrorCode.Cluster
            or ErrorCode.RemoteSource => DataError,
        ErrorCode.NotFound or ErrorCode.EngineNotFound => NoInput,
        ErrorCode.Unavailable or ErrorCode.Edge or ErrorCode.PortInUse or ErrorCode.RemoteRegistry
            or ErrorCode.EngineUnsupported or ErrorCode.EngineRuntime or ErrorCode.ToolMissing
            or ErrorCode.DebianBase => Unavailable,
        ErrorCode.Internal => Software,
        ErrorCode.CannotCreate or ErrorCode.LimitReached or ErrorCode.TooManyLogins or ErrorCode.DiskFull
            or ErrorCode.EngineExhausted => CannotCreate,
        ErrorCode.Storage or ErrorCode.SystemCall or ErrorCode.ToolFailed => Io,
        ErrorCode.Conflict or ErrorCode.TagFixed or ErrorCode.LeaseEnded or ErrorCode.ConnectionLost
            or ErrorCode.EngineConflict => TemporaryFailure,
        ErrorCode.Unauthorized or ErrorCode.Forbidden => NoPermission,
        ErrorCode.Configuration => Configuration,
        ErrorCode.Cancelled => Interrupted,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "no such code"),
    };

    /// <summary>Of an answer whose code this program does not know.</summary>
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
