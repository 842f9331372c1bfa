using System.Net;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.ImageTests.Clusters.Access;
using Slipway.Oci;

namespace Slipway.ImageTests.Clusters.Api;

/// <summary>
/// What it means when an API server refuses or does not answer. It may say anything, also what it was sent: its words
/// are cut, and the token is not in them.
/// </summary>
internal sealed class ClusterFailures(ClusterAccess access)
{
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);
    private const int MaxReasonLength = 600;

    /// <param name="body">A Status (apimachinery's meta/v1), or nothing.</param>
    public SlipwayException Refusal(HttpStatusCode status, string body)
    {
        var answer = StatusIn(body);
        var message = Shown(answer.Text("message"));
        var shown = message.Length == 0 ? $"status {(int)status}" : message;
        return status switch
        {
            HttpStatusCode.Unauthorized => new SlipwayException(
                ErrorCode.Cluster, "the cluster does not take the login of the kubeconfig",
                "see whether its token or certificate has ended: kubectl create token NAME writes another token"),
            HttpStatusCode.Forbidden => new SlipwayException(ErrorCode.Cluster, $"the cluster forbids it: {shown}",
                "give the kubeconfig's user the right to it; what pods may not have is in the Pod Security Standard " +
                    "'baseline'"),
            _ when answer.Text("reason") == "ServerTimeout" => new TemporaryClusterException(
                $"the cluster did not do it: {shown}", "try again; see whether the cluster is overloaded"),
            _ => new SlipwayException(ErrorCode.Cluster, $"the cluster did not do it: {shown}",
                "correct what it says, or see what is the matter with the cluster"),
        };
    }

    public SlipwayException Unreachable(Exception e)
    {
        var root = e;
        while (root is not AuthenticationException && root.InnerException is { } inner)
            root = inner;
        var cause = root is OperationCanceledException
            ? $"there is no answer within {RequestTimeout.TotalSeconds:0} s"
            : Shown(root.Message);
        var nextStep = root is AuthenticationException
            ? "see that the kubeconfig names the authority of the server's certificate"
            : "see that the API server answers from this machine";
        return new SlipwayException(
            ErrorCode.Cluster, $"the cluster at {access} cannot be reached: {cause}", nextStep, e);
    }

    private string Shown(string text) =>
        Excerpt.Of(
            access.Token is { } token ? text.Replace(token, "…", StringComparison.Ordinal) : text, MaxReasonLength);

    private static JsonObject? StatusIn(string body)
    {
        try
        {
            return ApiJsonReader.Parse(Encoding.UTF8.GetBytes(body));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
