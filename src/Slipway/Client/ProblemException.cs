using Slipway.Web.Resources;

namespace Slipway.Client;

/// <summary>A problem that the server answered with.</summary>
internal sealed class ProblemException(ProblemResource problem)
    : SlipwayException(CodeOf(problem), problem.Detail ?? problem.Title, problem.NextStep)
{
    public ProblemResource Problem { get; } = problem;

    /// <summary>A server of another version may know codes that this one does not.</summary>
    private static ErrorCode CodeOf(ProblemResource problem) =>
        ErrorCodes.Find(problem.Code) ?? (problem.Status >= 500 ? ErrorCode.Unavailable : ErrorCode.Invalid);
}
