namespace Slipway.Dockerfiles.Syntax;

/// <summary>Limits for a Dockerfile, far above real ones.</summary>
internal static class DockerfileLimits
{
    public const int Bytes = 1 << 20;
    public const int Lines = 20_000;
    public const int LogicalLine = 256 << 10;
    public const int Instructions = 2_000;
    public const int Stages = 200;
    public const int HeredocsPerInstruction = 32;
    public const int Words = 4_096;

    /// <summary>Characters of a value after variable expansion.</summary>
    public const int Expanded = 1 << 20;

    /// <summary>Maximum nesting of <c>${a:-${b:-…}}</c>.</summary>
    public const int ExpansionDepth = 20;
}
