using Slipway.Oci.Tests.Trees;
using FsCheck;
using FsCheck.Fluent;
using Slipway.Linux.Processes;
using Slipway.Oci.Layers;
using Slipway.Testing;

namespace Slipway.Oci.Tests.Layers;

/// <summary>
/// The law that layers live by: apply(diff(lower, upper), lower) = merged, with the kernel's overlayfs as the judge.
/// </summary>
public class LayerLawTests
{
    private static readonly DateTimeOffset Epoch = DateTimeOffset.FromUnixTimeSeconds(600_000_000);

    [Fact]
    public void What_a_difference_says_makes_of_the_lower_tree_the_merged_one() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(Changes(), Changes(), Hold));

    private static Arbitrary<int[]> Changes() =>
        Arb.From(Gen.Sized(size => Gen.Choose(0, 1_000_000).ArrayOf(4 * (size + 5))), Shrink);

    /// <summary>Leaves out whole changes.</summary>
    private static IEnumerable<int[]> Shrink(int[] numbers)
    {
        for (var length = numbers.Length / 2 / 4 * 4; length >= 4; length = length / 2 / 4 * 4)
        {
            for (var start = 0; start + length <= numbers.Length; start += length)
                yield return [.. numbers[..start], .. numbers[(start + length)..]];
        }
    }

    private static bool Hold(int[] below, int[] above)
    {
        using var scratch = new TemporaryDirectory();
        var (lower, upper, work) = (scratch.Make("lower"), scratch.Make("upper"), scratch.Make("work"));
        TreeChanges.Apply(lower, below);
        List<string> merged;
        using (var mount = OverlayMount.Writable(scratch.File("m1"), upper, work, lower))
        {
            TreeChanges.Apply(mount.Path, above);
            merged = TreeListing.Of(mount.Path);
        }
        var (tar, diffId) = Write(LayerDiff.Of(lower, upper));
        IsWhatATreeBecomes(scratch, lower, tar, merged);
        var unpacked = IsWhatAnOverlayBecomes(scratch, lower, tar, diffId, merged);
        Write(LayerDiff.Of(lower, unpacked)).DiffId.ShouldBe(diffId);
        ASettledUpperIsTheUnpackedLayer(scratch, lower, upper);
        return true;
    }

    private static void IsWhatATreeBecomes(TemporaryDirectory scratch, string lower, byte[] tar, List<string> merged)
    {
        Tool.RunAsync(["cp", "-a", lower, scratch.File("tree")]).GetAwaiter().GetResult().OrThrow();
        LayerApply.ToTree(new MemoryStream(tar), scratch.File("tree"));
        TreeListing.Of(scratch.File("tree")).ShouldBe(merged);
    }

    private static string IsWhatAnOverlayBecomes(
        TemporaryDirectory scratch, string lower, byte[] tar, Digest diffId, List<string> merged)
    {
        var unpacked = scratch.Make("unpacked");
        LayerApply.ToLayer(new MemoryStream(tar), unpacked, [lower], new ApplyOptions { DiffId = diffId });
        using var mount = OverlayMount.ReadOnly(scratch.File("m2"), lower, unpacked);
        TreeListing.Of(mount.Path).ShouldBe(merged);
        return unpacked;
    }

    private static void ASettledUpperIsTheUnpackedLayer(TemporaryDirectory scratch, string lower, string upper)
    {
        var options = new DiffOptions { LatestTime = Epoch, Exclude = ["a-b"] };
        var plan = LayerDiff.Of(lower, upper, options);
        var (tar, diffId) = Write(plan);
        plan.Settle();
        var again = scratch.Make("again");
        LayerApply.ToLayer(new MemoryStream(tar), again, [lower]);
        Write(LayerDiff.Of(lower, again, options)).DiffId.ShouldBe(diffId);
        Write(LayerDiff.Of(lower, upper, options)).DiffId.ShouldBe(diffId);
        TreeListing.Of(upper).ShouldBe(TreeListing.Of(again));
    }

    private static (byte[] Tar, Digest DiffId) Write(LayerPlan plan)
    {
        var tar = new MemoryStream();
        var written = plan.Write(tar);
        written.Size.ShouldBe(tar.Length);
        written.DiffId.ShouldBe(Digest.OfBytes(tar.ToArray()));
        return (tar.ToArray(), written.DiffId);
    }
}
