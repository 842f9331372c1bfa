using System.Text.Json.Nodes;

namespace Slipway.Testing.Clusters;

/// <summary>Statuses of pods as clusters write them (core/v1 PodStatus).</summary>
public static class PodStatuses
{
    public static JsonNode Ready(int restarts = 0) => Of("Running",
        $$$"""{"name": "web", "ready": true, "started": true, "restartCount": {{{restarts}}}, "state": {"running": {} } }""",
        "True");

    public static JsonNode NotReady() =>
        Of(
            "Running",
            """{"name": "web", "ready": false, "started": true, "restartCount": 0, "state": {"running": {}}}""",
            "False");

    public static JsonNode CrashLoop() => Of("Running",
        """
        {"name": "web", "ready": false, "restartCount": 3,
         "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 20s restarting failed container"}},
         "lastState": {"terminated": {"exitCode": 3, "reason": "Error"}}}
        """, "False");

    public static JsonNode OutOfMemory() => Of("Running",
        """
        {"name": "web", "ready": false, "restartCount": 3, "state": {"waiting": {"reason": "CrashLoopBackOff"}},
         "lastState": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}}
        """, "False");

    public static JsonNode Waiting(string reason, string message) =>
        Of(
            "Pending",
            $$$"""{"name": "web", "ready": false, "state": {"waiting": {"reason": "{{{reason}}}", "message": "{{{message}}}"} } }""",
            "False");

    public static JsonNode Ended(int code) => Of(code == 0 ? "Succeeded" : "Failed",
        $$$"""{"name": "web", "ready": false, "state": {"terminated": {"exitCode": {{{code}}}, "reason": "Error"} } }""",
        "False");

    public static JsonNode InitEnded() => JsonNode.Parse(
        """
        {"phase": "Pending", "initContainerStatuses": [{"name": "prepare", "state": {"waiting": {"reason": "CrashLoopBackOff"}},
         "lastState": {"terminated": {"exitCode": 9}}}]}
        """)!;

    public static JsonNode Unschedulable() => JsonNode.Parse(
        """
        {"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/3 nodes are available: too small"}]}
        """)!;

    private static JsonNode Of(string phase, string container, string ready) => JsonNode.Parse(
        $$"""
        {"phase": "{{phase}}", "containerStatuses": [{{container}}],
         "conditions": [{"type": "PodScheduled", "status": "True"}, {"type": "Ready", "status": "{{ready}}"}]}
        """)!;
}
