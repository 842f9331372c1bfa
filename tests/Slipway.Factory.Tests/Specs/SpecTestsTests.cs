using Slipway.Factory.Specs;
using Slipway.Factory.Tests;

namespace Slipway.Factory.Tests.Specs;

public class SpecTestsTests
{
    private const string Settings = """
        group: debian12-slipway1-stable
        maintainer: Team
        layers: {base: debian, tools: slipway, common-libs: libs}
        variables: {redis_version: "7.0"}
        """;

    private static TestTree Good() => new(
        ("factory.yml", Settings),
        ("debian/Dockerfile.j2", "FROM scratch\nMAINTAINER {{ maintainer }}\n"),
        ("tools/image.yml", "name: debian-slipway"),
        ("tools/Dockerfile.j2",
            "FROM {{ image_spec('debian') }}\nMAINTAINER {{ maintainer }}\nRUN apt-get install -y curl\nUSER 1001\n"),
        ("redis/image.yml", "name: debian-slipway-redis"),
        ("redis/Dockerfile.j2", "FROM {{ image_spec('debian-slipway') }}\nLABEL maintainer={{ maintainer }}\n" +
            "RUN apt-get install -y redis={{ redis_version }}\nCMD [\"redis\"]\n"));

    [Fact]
    public void A_tree_without_faults_passes()
    {
        using var tree = Good();
        var result = SpecTests.Run(tree.Read());
        result.Findings.ShouldBeEmpty();
        result.Passed.ShouldBeTrue();
        result.Graph.ShouldNotBeNull().Order.ShouldBe(["debian", "debian-slipway", "debian-slipway-redis"]);
    }

    [Theory]
    [InlineData("render", "FROM {{ image_spec('debian-slipway') }}\nMAINTAINER {{ maintainr }}", 2, "maintainr")]
    [InlineData("render", "FROM {{ image_spec('debian-slipway') }}\n{% endif %}", 2, "endif")]
    [InlineData("dockerfile", "FROM {{ image_spec('debian-slipway') }}\nMAINTAINER a\nINSTALL redis", 3, "INSTALL")]
    [InlineData("from", "FROM docker.example.com/library/redis:7\nMAINTAINER a", null, "neither an image of this tree")]
    [InlineData("layer", "FROM {{ image_spec('debian') }}\nMAINTAINER a", null,
        "stands on debian-slipway-redis-base or debian-slipway")]
    [InlineData(
        "version", "FROM {{ image_spec('debian-slipway') }}\nMAINTAINER a\nRUN apt-get install -y redis=5:7.0.15-1", 3,
        "redis=5:7.0.15-1")]
    [InlineData(
        "version",
        "FROM {{ image_spec('debian-slipway') }}\nMAINTAINER a\nENV V=7.0.15\nRUN apt-get install -y redis=$V", 4,
        "redis=7.0.15")]
    [InlineData("user", "FROM {{ image_spec('debian-slipway') }}\nMAINTAINER a\nUSER root\nCMD redis", 4, "as root")]
    [InlineData("maintainer", "FROM {{ image_spec('debian-slipway') }}\n", null, "maintains")]
    public void A_seeded_fault_of_each_kind_is_found(string rule, string template, int? line, string cause)
    {
        using var tree = Good().Write("redis/Dockerfile.j2", template);
        var finding = SpecTests.Run(tree.Read()).Findings
            .FirstOrDefault(finding => finding.Rule == rule).ShouldNotBeNull();
        finding.Image.ShouldBe("debian-slipway-redis");
        finding.File.ShouldBe("redis/Dockerfile.j2");
        finding.Line.ShouldBe(line);
        finding.Cause.ShouldContain(cause);
        finding.NextStep.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_test_file_that_is_refused_is_found_with_its_line()
    {
        using var tree = Good().Write("redis/tests/redis.yml", "schemaVersion: 2.0.0\nfileExistanceTests: []\n");
        var finding = SpecTests.Run(tree.Read()).Findings.ShouldHaveSingleItem();
        (finding.Rule, finding.Image, finding.File, finding.Line)
            .ShouldBe(("tests", "debian-slipway-redis", "redis/tests/redis.yml", 2));
    }

    [Fact]
    public void A_layer_that_starts_a_program_is_found()
    {
        using var tree = Good()
            .Write("tools/Dockerfile.j2", "FROM {{ image_spec('debian') }}\nMAINTAINER a\nUSER 1001\nCMD bash\n");
        SpecTests.Run(tree.Read()).Findings.ShouldHaveSingleItem().Rule.ShouldBe("command");
    }

    [Fact]
    public void Images_that_are_made_from_each_other_are_found()
    {
        using var tree = new TestTree(
            ("a/Dockerfile.j2", "FROM {{ image_spec('b') }}"), ("b/Dockerfile.j2", "FROM {{ image_spec('a') }}"));
        var result = SpecTests.Run(tree.Read());
        result.Findings.ShouldHaveSingleItem().Rule.ShouldBe("graph");
        result.Passed.ShouldBeFalse();
    }

    [Fact]
    public void What_the_tree_or_the_image_tolerates_is_not_told_but_a_broken_template_always_is()
    {
        using var tree = Good()
            .Write("factory.yml", Settings + "\ntolerate: [maintainer, render]\n")
            .Write("redis/image.yml", "name: debian-slipway-redis\ntolerate: [user]\n")
            .Write("redis/Dockerfile.j2", "FROM {{ image_spec('debian-slipway') }}\nUSER root\nCMD redis");
        SpecTests.Run(tree.Read()).Findings.ShouldBeEmpty();
        tree.Write("redis/Dockerfile.j2", "{{ nothing }}");
        SpecTests.Run(tree.Read()).Findings.ShouldHaveSingleItem().Rule.ShouldBe("render");
    }
}
