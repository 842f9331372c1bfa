using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Slipway.ImageTests.Clusters.Api;
using Slipway.ImageTests.Clusters.Pods;
using Slipway.Testing.Clusters;

namespace Slipway.ImageTests.Tests.Clusters;

/// <summary>What statuses of pods mean.</summary>
public sealed class PodReadinessTests
{
    [Theory]
    [InlineData("ContainerCreating", "", "Preparing")]
    [InlineData("ErrImagePull", "timeout", "Preparing")]
    [InlineData("ImagePullBackOff", "timeout", "Failed")]
    [InlineData("InvalidImageName", "no name", "Failed")]
    public void A_container_that_waits_may_still_come_or_will_not(string reason, string message, string state) =>
        Of(PodStatuses.Waiting(reason, message)).State.ToString().ShouldBe(state);

    [Fact]
    public void A_pod_that_is_to_end_is_not_done_while_it_is_ready() =>
        PodReadiness.Of(Pod(PodStatuses.Ready()), mayEnd: true, mustEnd: true).State.ShouldBe(PodState.Waiting);

    [Fact]
    public void Where_containers_are_not_restarted_one_that_fails_beside_others_fails_the_pod()
    {
        var pod = Pod(PodStatuses.Ready());
        pod["spec"] = new JsonObject { ["restartPolicy"] = "Never" };
        pod["status"]!["containerStatuses"]!
            .AsArray().Add(JsonNode.Parse("""{"name": "side", "state": {"terminated": {"exitCode": 2}}}"""));
        var readiness = PodReadiness.Of(pod, mayEnd: true, mustEnd: false);
        (readiness.State, readiness.Container, readiness.Message)
            .ShouldBe((PodState.Failed, "side", "container side: expected exit code 0, seen exit code 2"));
    }

    [Fact]
    public void Whatever_a_server_answers_it_is_a_verdict()
    {
        string[] pieces = ["{", "}", "[", "]", "null", "1", "\"x\"", ",", ":", "true", "\"name\"",
            "\"state\": 5", "1e99", "-"];
        var texts = new[]
        {
            PodStatuses.Ready(), PodStatuses.CrashLoop(),
            PodStatuses.InitEnded(), PodStatuses.Ended(1), PodStatuses.Unschedulable(),
        }
            .Select(status => Pod(status).ToJsonString()).ToArray();
        var mutated = from text in Gen.Elements(texts)
                      from at in Gen.Choose(0, text.Length - 1)
                      from cut in Gen.Choose(0, 20)
                      from piece in Gen.Elements(pieces)
                      select text.Remove(at, Math.Min(cut, text.Length - at)).Insert(at, piece);
        Prop.ForAll(mutated.ToArbitrary(), text =>
        {
            try
            {
                var readiness = Of(ApiJsonReader.Parse(System.Text.Encoding.UTF8.GetBytes(text))["status"]!);
                (readiness.State == PodState.Ready || readiness.Message.Length > 0).ShouldBeTrue();
            }
            catch (JsonException)
            {
                // No object.
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static PodReadiness Of(JsonNode? status) =>
        PodReadiness.Of(Pod(status?.DeepClone()), mayEnd: false, mustEnd: false);

    private static JsonObject Pod(JsonNode? status) =>
        new() { ["metadata"] = new JsonObject { ["name"] = "pod" }, ["status"] = status };
}
