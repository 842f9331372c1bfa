using Slipway.Build.Cache;
using Slipway.Oci;

namespace Slipway.Build.Tests.Cache;

public class CacheKeyTests
{
    private static Digest KeyOf(params string?[] inputs)
    {
        using var key = new CacheKey("test");
        foreach (var input in inputs)
            key.Add(input);
        return key.Seal();
    }

    [Fact]
    public void The_same_inputs_give_the_same_key() => KeyOf("a", "b").ShouldBe(KeyOf("a", "b"));

    [Fact]
    public void Inputs_do_not_run_into_each_other()
    {
        Digest[] keys = [KeyOf("ab", "c"), KeyOf("a", "bc"), KeyOf("abc"), KeyOf("abc", ""),
            KeyOf("abc", null), KeyOf()];
        keys.Distinct().Count().ShouldBe(keys.Length);
    }

    [Fact]
    public void Lists_keep_their_bounds()
    {
        using var one = new CacheKey("test");
        using var other = new CacheKey("test");
        one.Add(["a"]).Add(["b", "c"]).Seal().ShouldNotBe(other.Add(["a", "b"]).Add(["c"]).Seal());
    }
}
