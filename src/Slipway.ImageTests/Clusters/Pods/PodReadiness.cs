using System.Text.Json.Nodes;
using Slipway.ImageTests.Clusters.Api;
using Slipway.Oci;

namespace Slipway.ImageTests.Clusters.Pods;

internal enum PodState
{
    /// <summary>Not there yet; it may come.</summary>
    Waiting,

    /// <summary>It has a node, which is fetching its images or volumes.</summary>
    Preparing,

    Ready,

    /// <summary>It will not become ready.</summary>
    Failed,
}

/// <summary>What a pod's status (core/v1 PodStatus) means for a test; pure.</summary>
/// <param name="Message">What was expected and what is seen instead, unless it is ready.</param>
/// <param name="Container">The one that is to blame, if one is.</param>
internal sealed record PodReadiness(PodState State, string Message, string? Container = null)
{
    private const int MaxMessageLength = 600;

    /// <summary>Reasons to wait that do not go away by waiting.</summary>
    private static readonly string[] UnrecoverableReasons =
    [
        "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "ImageInspectError",
        "CreateContainerConfigError", "CreateContainerError",
        "RunContainerError", "CrashLoopBackOff", "PostStartHookError",
    ];

    /// <param name="mayEnd">Containers may end with 0.</param>
    /// <param name="mustEnd">The pod is good when all its containers have ended with 0.</param>
    public static PodReadiness Of(JsonObject pod, bool mayEnd, bool mustEnd)
    {
        var restarts = pod.Text("spec", "restartPolicy") is not "Never";
        var init = pod.List("status", "initContainerStatuses");
        var main = pod.List("status", "containerStatuses");
        var failures = init.Select(status => FailureOf(status, "init container", restarts))
            .Concat(main.Select(status => FailureOf(status, "container", restarts)));
        var failure = failures.FirstOrDefault(found => found is not null);
        if (failure is not null)
            return failure;
        return pod.Text("status", "phase") switch
        {
            "Failed" =>
                new PodReadiness(PodState.Failed, $"expected the pod to go on, it failed: {Reason(pod.At("status"))}"),
            "Succeeded" when mayEnd => new PodReadiness(PodState.Ready, ""),
            "Succeeded" =>
                new PodReadiness(PodState.Failed, "expected the pod to go on running, all its containers have ended"),
            _ when !mustEnd && Condition(pod, "Ready").Text("status") == "True" => new PodReadiness(PodState.Ready, ""),
            _ => new PodReadiness(IsPreparing(pod, init, main) ? PodState.Preparing : PodState.Waiting,
                DescribeMissing(pod, [.. init, .. main])),
        };
    }

    private static PodReadiness? FailureOf(JsonObject status, string kind, bool restarts)
    {
        var name = status.Text("name");
        if (status.At("state", "waiting") is { } waiting && UnrecoverableReasons.Contains(waiting.Text("reason")))
        {
            var seen = waiting.Text("reason") == "CrashLoopBackOff" && status.At("lastState", "terminated") is { } last
                ? $"ended again and again, last with {Exit(last)}" : "seen";
            return new PodReadiness(
                PodState.Failed, $"{kind} {name}: expected to run, {seen}: {Reason(waiting)}", name);
        }
        return !restarts && status.At("state", "terminated") is { } end && end.Number("exitCode") is not (null or 0)
            ? new PodReadiness(PodState.Failed, $"{kind} {name}: expected exit code 0, seen {Exit(end)}", name)
            : null;
    }

    private static string Exit(JsonNode? end) =>
        $"exit code {end.Number("exitCode")}" +
        $"{(end.Text("reason") is "" or "Error" or "Completed" ? "" : $" ({Excerpt.Of(end.Text("reason"))})")}";

    private static bool IsPreparing(JsonObject pod, IReadOnlyList<JsonObject> init, IReadOnlyList<JsonObject> main) =>
        Condition(pod, "PodScheduled").Text("status") == "True" && (init.Count + main.Count == 0
            || init.Concat(main).Any(status => status.Text("state", "waiting", "reason") is "ContainerCreating"
                or "PodInitializing" or "ErrImagePull"));

    private static string DescribeMissing(JsonObject pod, IReadOnlyList<JsonObject> containers)
    {
        if (Condition(pod, "PodScheduled") is { } scheduled && scheduled.Text("status") == "False")
            return $"no node takes the pod: {Reason(scheduled)}";
        var missing = containers.Where(
            status => !status.Flag("ready") && status.At("state", "terminated").Number("exitCode") != 0)
            .Select(status => $"{status.Text("name")}: {StateOf(status)}").ToList();
        return missing.Count > 0
            ? string.Join("; ", missing)
            : $"its phase is {Excerpt.Of(pod.Text("status", "phase"))}";
    }

    private static string StateOf(JsonObject status) =>
        status.At("state", "waiting") is { } waiting ? Reason(waiting)
        : status.At("state", "terminated") is { } ended ? $"ended with {Exit(ended)}"
        : status.At("state", "running") is null ? "not started"
        : status.At("started") is JsonValue && !status.Flag("started") ? "it runs, its start-up probe does not succeed"
        : "it runs, its readiness probe does not succeed";

    private static JsonObject? Condition(JsonObject pod, string type) =>
        pod.List("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type);

    private static string Reason(JsonNode? node)
    {
        var (reason, message) = (node.Text("reason"), node.Text("message"));
        return (reason, message) switch
        {
            ("", "") => "no reason is given",
            ("", _) => Excerpt.Of(message, MaxMessageLength),
            (_, "") => Excerpt.Of(reason, MaxMessageLength),
            _ => Excerpt.Of($"{reason}: {message}", MaxMessageLength),
        };
    }
}
