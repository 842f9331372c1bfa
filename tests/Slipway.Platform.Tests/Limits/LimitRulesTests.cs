using Slipway.Engine;
using Slipway.Platform.Limits;

namespace Slipway.Platform.Tests.Limits;

public sealed class LimitRulesTests
{
    private static readonly ResourceLimits Before =
        new() { Memory = 512L << 20, Cpus = 2, Pids = 512, Disk = 1L << 30 };

    [Fact]
    public void What_a_change_does_not_name_stays() =>
        new LimitChange(Memory: 1L << 30).Apply(Before).ShouldBe(Before with { Memory = 1L << 30 });

    [Fact]
    public void No_processors_is_no_limit_of_them() =>
        new LimitChange(Cpus: 0).Apply(Before).ShouldBe(Before with { Cpus = null });

    [Theory]
    [InlineData(1L, null, null, null, "memory")]
    [InlineData(long.MaxValue, null, null, null, "memory")]
    [InlineData(null, -1.0, null, null, "processors")]
    [InlineData(null, double.NaN, null, null, "processors")]
    [InlineData(null, 5000.0, null, null, "processors")]
    [InlineData(null, null, 0, null, "processes")]
    [InlineData(null, null, int.MaxValue, null, "processes")]
    [InlineData(null, null, null, 0L, "disk")]
    [InlineData(null, null, null, long.MaxValue, "disk")]
    public void What_is_out_of_bounds_is_refused_with_the_bounds_and_an_example(
        long? memory, double? cpus, int? pids, long? disk, string what)
    {
        var refusal = Should.Throw<SlipwayException>(() => new LimitChange(memory, cpus, pids, disk).Apply(Before));
        refusal.Code.ShouldBe(ErrorCode.Invalid);
        refusal.Message.ShouldContain(what);
        refusal.NextStep.ShouldNotBeNull().ShouldContain("write it like");
    }

    [Fact]
    public void Limits_are_told_in_one_line() =>
        LimitRules.Describe(Before with { Cpus = 0.5 }).ShouldBe("memory 512 MiB, cpus 0.5, pids 512, disk 1 GiB");
}
