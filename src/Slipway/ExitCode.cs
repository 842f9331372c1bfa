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
