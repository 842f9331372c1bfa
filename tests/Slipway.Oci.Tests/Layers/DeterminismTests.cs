using Slipway.Linux.Files;
using Slipway.Oci.Layers;
using Slipway.Oci.Tests.Trees;
using Slipway.Testing;

namespace Slipway.Oci.Tests.Layers;

/// <summary>
/// Same input, same diff id: whatever the place, the clock, the time zone and the order in which files were made.
/// </summary>
public sealed class DeterminismTests : IDisposable
{
    private static readonly DiffOptions Bounded =
        new() { LatestTime = DateTimeOffset.FromUnixTimeSeconds(1_000_000_000) };
    private readonly TemporaryDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_order_in_which_files_are_made_and_the_place_do_not_matter()
    {
        var names = Enumerable.Range(0, 300).Select(i => $"d{i % 7}/{i * 7919 % 1000}").Distinct().ToArray();
        Fill(_scratch.Make("one"), names);
        Fill(_scratch.Make("somewhere/else/two"), names.Reverse());
        DiffId(LayerDiff.OfTree(_scratch.File("one"), Bounded))
            .ShouldBe(DiffId(LayerDiff.OfTree(_scratch.File("somewhere/else/two"), Bounded)));
    }

    [Fact]
    public void The_diff_id_of_a_known_tree_is_the_known_one()
    {
        var tree = _scratch.Make("tree");
        File.WriteAllText(Path.Combine(tree, "hello"), "world");
        File.SetUnixFileMode(Path.Combine(tree, "hello"), UnixFileMode.UserRead);
        Directory.CreateSymbolicLink(Path.Combine(tree, "link"), "hello");
        DiffId(LayerDiff.OfTree(tree, Bounded)).Short.ShouldBe("c648939b1fa7");
    }

    [Fact]
    public void When_steps_ran_and_what_was_in_a_changed_directory_before_do_not_matter()
    {
        Digest Run(string name)
        {
            var (lower, upper) = (_scratch.Make(name + "/lower"), _scratch.Make(name + "/upper"));
            Fill(lower, ["etc/a", "etc/b", "usr/c"]);
            LayerDiff.OfTree(lower, Bounded).Settle();
            using (var mount = OverlayMount.Writable(
                _scratch.File(name + "/merged"), upper, _scratch.Make(name + "/work"), lower))
            {
                Fill(mount.Path, ["etc/new", "usr/temporary", "etc/a"]);
                File.Delete(Path.Combine(mount.Path, "usr/temporary"));
                File.Delete(Path.Combine(mount.Path, "etc/b"));
            }
            var plan = LayerDiff.Of(lower, upper, Bounded);
            plan.Entries.Select(entry => entry.Path.ToString()).ShouldBe(["etc", "etc/.wh.b", "etc/new"]);
            return DiffId(plan);
        }

        Run("first").ShouldBe(Run("second"));
    }

    [Fact]
    public void Excluded_paths_are_in_neither_the_layer_nor_the_settled_directory()
    {
        var tree = _scratch.Make("tree");
        Fill(tree, ["var/log/apt/term.log", "var/log/other", "var/cachefile"]);
        var plan = LayerDiff.OfTree(tree, new DiffOptions { Exclude = ["/var/log/apt/", "var/cache"] });
        plan.Entries.Select(entry => entry.Path.ToString())
            .ShouldBe(["var", "var/cachefile", "var/log", "var/log/other"]);
        plan.Settle();
        Directory.Exists(Path.Combine(tree, "var/log/apt")).ShouldBeFalse();
    }

    [Fact]
    public void Transient_files_are_as_they_were_below_and_may_be_removed()
    {
        var (lower, upper) = (_scratch.Make("below"), _scratch.Make("above"));
        Fill(lower, ["var/log/dpkg.log", "var/log/gone.log"]);
        Fill(upper, ["var/log/dpkg.log", "var/log/new.log", "var/log/dir/dpkg.log"]);
        File.AppendAllText(Path.Combine(upper, "var/log/dpkg.log"), "more");
        using (var handle = DirectoryHandle.Open(upper))
            handle.MakeWhiteout(RawPath.Of("var/log/gone.log"));
        var plan = LayerDiff.Of(lower, upper,
            new DiffOptions { Transient = ["var/log/dpkg.log", "var/log/new.log", "var/log/gone.log", "var/log/dir"] });
        plan.Entries.Select(entry => entry.Path.ToString()).ShouldBe(
            ["var", "var/log", "var/log/dir", "var/log/dir/dpkg.log", "var/log/.wh.gone.log"], ignoreOrder: true);
        plan.Settle();
        Directory.GetFiles(Path.Combine(upper, "var/log")).Select(Path.GetFileName).ShouldBe(["gone.log"]);
    }

    [Fact]
    public void A_change_of_transient_files_alone_is_none()
    {
        var (lower, upper) = (_scratch.Make("same"), _scratch.Make("logged"));
        Fill(lower, ["var/log/other"]);
        Directory.CreateDirectory(Path.Combine(upper, "var/log"));
        File.WriteAllText(Path.Combine(upper, "var/log/dpkg.log"), "logged");
        LayerDiff.Of(lower, upper, new DiffOptions { Transient = ["var/log/dpkg.log"] }).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Names_that_a_layer_cannot_hold_are_refused()
    {
        var tree = _scratch.Make("tree");
        Fill(tree, [".wh.name"]);
        Refusal.Of(ErrorCode.Malformed, () => LayerDiff.OfTree(tree)).Message.ShouldContain(".wh.");
    }

    [Fact]
    public void An_upper_directory_that_refers_to_the_lower_one_is_refused()
    {
        var upper = _scratch.Make("upper");
        Fill(upper, ["f"]);
        using (var directory = DirectoryHandle.Open(upper))
            directory.SetAttribute(RawPath.Of("f"), "trusted.overlay.metacopy", []);
        Refusal.Of(ErrorCode.Internal, () => LayerDiff.Of(null, upper)).NextStep.ShouldNotBeNull()
            .ShouldContain("metacopy=off");
    }

    private static Digest DiffId(LayerPlan plan) => plan.Write(Stream.Null).DiffId;

    private static void Fill(string root, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            var path = Path.Combine(root, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, name);
        }
    }
}
