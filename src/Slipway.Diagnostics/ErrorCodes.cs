namespace Slipway.Diagnostics;

/// <summary>What is asked of more than one code at a time.</summary>
public static class ErrorCodes
{
    /// <summary>The code that the API names so; null when there is none.</summary>
    public static ErrorCode? Find(string name) => Enum.GetValues<ErrorCode>()
        .Where(code => code.Name == name).Cast<ErrorCode?>().FirstOrDefault();

    extension(ErrorCode code)
    {
        /// <summary>The engine refused or failed: gears, volumes, snapshots.</summary>
        public bool IsEngine => code is ErrorCode.EngineNotFound or ErrorCode.EngineConflict
            or ErrorCode.EngineExhausted or ErrorCode.EngineInvalidSpec or ErrorCode.EngineUnsupported
            or ErrorCode.EngineRuntime;

        /// <summary>The operating system, or a program of it, refused or failed.</summary>
        public bool IsSystem => code is ErrorCode.SystemCall or ErrorCode.DiskFull or ErrorCode.ToolMissing
            or ErrorCode.ToolFailed;

        /// <summary>The stable code of the API: <c>LimitReached</c> is <c>limit-reached</c>.</summary>
        public string Name => string.Concat(code.ToString().Select((c, at) =>
            char.IsUpper(c) && at > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
    }
}
