using Slipway.Web.Resources;

namespace Slipway.Client;

/// <summary>A command failed: the output (cause, next step) and the exit code.</summary>
internal sealed class ClientException(int exitCode, string cause, string? nextStep = null) : Exception(cause)
{
    public int ExitCode { get; } = exitCode;

    public string? NextStep { get; } = nextStep;

    public ProblemResource? Problem { get; private init; }

    public static ClientException Of(ProblemResource problem) =>
        new(Slipway.ExitCode.OfStatus(problem.Status), problem.Detail
            ?? problem.Title, problem.NextStep) { Problem = problem };
}
