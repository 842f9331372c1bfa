using FsCheck;
using FsCheck.Fluent;
using Slipway.Factory.Identity;
using Slipway.Factory.Naming;
using Slipway.Factory.Pruning;
using Slipway.Factory.Records;
using Slipway.Oci;

namespace Slipway.Factory.Tests.Pruning;

public class ImagePrunePlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly IReadOnlySet<Digest> Nothing = new HashSet<Digest>();

    private static Digest DigestOf(int number) => Digest.OfBytes(BitConverter.GetBytes(number));

    private static ImageRecord Record(
        int number, int days, string branch = "main", bool pinned = false, ChangeNumber? change = null,
        string? image = null, params int[] parents) => new()
    {
        Id = $"{1000 - days:0000}-{number:000}",
        Tree = "tree",
        Image = image ?? $"image{number}",
        Repository = $"group/{image ?? $"image{number}"}",
        Tag = $"1.0-p{number}",
        Digest = DigestOf(number),
        Identity = DigestOf(-number),
        Parts = [.. parents.Select(
            parent => new IdentityPart(IdentityKind.Parent, $"image{parent}", DigestOf(parent).ToString()))],
        Built = Now - TimeSpan.FromDays(days),
        Branch = branch,
        Change = change,
        IsPinned = pinned,
    };

    private static IEnumerable<string> Removed(IReadOnlySet<Digest> used, params ImageRecord[] records) =>
        ImagePrunePlan.Of(records, used, new ImagePrunePolicy(), Now).Removed.Select(record => record.Tag);

    [Fact]
    public void The_main_branch_is_kept_long_and_all_else_a_week() => Removed(
        Nothing,
        Record(1, 300, image: "a"), Record(2, 1, image: "a"), Record(3, 400, image: "a"),
        Record(4, 6, "review"), Record(5, 8, "review"),
        Record(6, 8, change: new ChangeNumber(19026))).ShouldBe(["1.0-p3", "1.0-p5", "1.0-p6"], ignoreOrder: true);

    [Fact]
    public void The_newest_release_and_pinned_images_are_kept_however_old() =>
        Removed(Nothing, Record(1, 900), Record(2, 900, "review", pinned: true), Record(3, 900, "review"))
            .ShouldBe(["1.0-p3"]);

    [Fact]
    public void What_a_release_uses_is_kept_with_all_that_it_is_made_from() => Removed(
        new HashSet<Digest> { DigestOf(3) },
        Record(1, 900, "review"), Record(2, 900, "review", parents: 1), Record(3, 900, "review", parents: 2),
        Record(4, 900, "review", parents: 1))
        .ShouldBe(["1.0-p4"]);

    [Fact]
    public void Nothing_that_is_kept_stands_on_what_goes_whatever_the_graph_the_pins_the_releases_and_the_clock() =>
        Prop.ForAll(
            Cases.ToArbitrary(),
            given =>
            {
                var plan = ImagePrunePlan.Of(
                    given.Records, given.Used, new ImagePrunePolicy(), Now + TimeSpan.FromDays(given.Later));
                var gone = plan.Removed.Select(record => record.Digest).ToHashSet();
                return plan.Removed.Length + plan.Kept.Length == given.Records.Count
                    && !plan.Kept.Any(entry => entry.Record.Parents.Any(gone.Contains))
                    && !plan.Removed.Any(record => record.IsPinned || given.Used.Contains(record.Digest))
                    && given.Records.Where(record => record.Branch == "main" && record.Change is null)
                        .GroupBy(record => record.Image)
                        .All(
                            group => !plan.Removed.Contains(group.MaxBy(record => record.Id, StringComparer.Ordinal)!));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static Gen<(IReadOnlyList<ImageRecord> Records, IReadOnlySet<Digest> Used, int Later)> Cases =>
        from count in Gen.Choose(1, 15)
        from edges in Gen.Choose(0, 3).ArrayOf(count * count)
        from ages in Gen.Choose(0, 800).ArrayOf(count)
        from kinds in Gen.Choose(0, 5).ArrayOf(count)
        from pins in Gen.Choose(0, 5).ArrayOf(count)
        from uses in Gen.Choose(0, 5).ArrayOf(count)
        from later in Gen.Choose(0, 400)
        select (
            (IReadOnlyList<ImageRecord>)[.. Enumerable.Range(0, count).Select(i => Record(
                i, ages[i], kinds[i] is 0 ? "review" : "main", pins[i] == 0,
                kinds[i] is 1 ? new ChangeNumber(7) : null, $"image{i % 5}",
                [.. Enumerable.Range(0, i).Where(j => edges[(i * count) + j] == 0)]))],
            (IReadOnlySet<Digest>)Enumerable.Range(0, count).Where(i => uses[i] == 0).Select(DigestOf).ToHashSet(),
            later);
}
