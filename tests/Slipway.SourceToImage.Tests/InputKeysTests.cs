using Slipway.Oci;
using Slipway.SourceToImage;

namespace Slipway.SourceToImage.Tests;

public class InputKeysTests
{
    private static readonly InputKeys Keys = new(new byte[32]);
    private static readonly Digest Source = Digest.OfBytes("source"u8);

    private static Digest KeyOf(SourceBuild build) => Keys.OfBuild(build, new ScriptSet([]), Source);

    [Fact]
    public void The_commit_is_no_part_of_the_input() =>
        KeyOf(Requests.Of("/a") with { Origin = new BuildOrigin { Commit = "1" } })
            .ShouldBe(KeyOf(Requests.Of("/b") with { LatestTime = DateTimeOffset.UnixEpoch }));

    [Fact]
    public void What_can_change_the_result_changes_the_key()
    {
        var build = Requests.Of("/a");
        var one = new Dictionary<string, string> { ["A"] = "1" };
        SourceBuild[] builds =
        [
            build, build with { Environment = one }, build with { BuildEnvironment = one }, build with { Labels = one },
            build with { Environment = new Dictionary<string, string> { ["A"] = "2" } },
            build with { Secrets = new Dictionary<string, ReadOnlyMemory<byte>> { ["A"] = "1"u8.ToArray() } },
            build with { DependencyFiles = ["A"] }, build with { BinaryPath = "/a" }, build with { Stream = "A" },
            build with { Source = new SourceContent.Binary("/a") },
        ];
        builds.Select(KeyOf).Distinct().Count().ShouldBe(builds.Length);
    }

    [Fact]
    public void A_key_of_another_installation_says_nothing_of_values()
    {
        var build = Requests.Of("/a") with { Environment = new Dictionary<string, string> { ["PASSWORD"] = "short" } };
        new InputKeys(Enumerable.Repeat((byte)1, 32).ToArray())
            .OfBuild(build, new ScriptSet([]), Source).ShouldNotBe(KeyOf(build));
    }
}
