namespace Slipway.Dockerfiles.Syntax;

/// <summary>Bounds on a Dockerfile: far above what people write, far below what would hurt.</summary>
internal static class DockerfileLimits
{
    public const int Bytes = 1 << 20;
    public const int Lines = 20_000;
    public const int LogicalLine = 256 << 10;
    public const int Instructions = 2_000;
    public const int Stages = 200;
    public const int HeredocsPerInstruction = 32;
    public const int Words = 4_096;

    /// <summary>Characters of a value after its variables are expanded.</summary>
    public const int Expanded = 1 << 20;

    /// <summary>How deep <c>${a:-${b:-…}}</c> may nest.</summary>
    public const int ExpansionDepth = 20;
}
