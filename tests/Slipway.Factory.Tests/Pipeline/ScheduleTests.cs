using FsCheck;
using FsCheck.Fluent;
using Slipway.Factory.Graph;
using Slipway.Factory.Pipeline;
using Slipway.Factory.Tests.Graph;

namespace Slipway.Factory.Tests.Pipeline;

public class ScheduleTests
{
    private static ImageGraph Chain => new([new("base", [], []), new("a", ["base"], []), new("b", ["a"], []),
        new("c", ["b"], []), new("leaf", ["base"], [])]);

    [Fact]
    public void The_longest_chain_comes_first()
    {
        var schedule = new Schedule(Chain, ["c", "leaf"]);
        schedule.Next().ShouldBe("base");
        schedule.Next().ShouldBeNull();
        schedule.End("base", ImageState.Built).ShouldBeEmpty();
        schedule.Next().ShouldBe("a");
        schedule.Next().ShouldBe("leaf");
        schedule.Next().ShouldBeNull();
    }

    [Fact]
    public void What_took_long_before_comes_first_and_what_is_unknown_takes_what_the_others_do()
    {
        var graph = new ImageGraph([new("base", [], []), new("long", ["base"], []), new("new", ["base"], []),
            new("short", ["base"], []), new("short2", ["short"], [])]);
        var took = new Dictionary<string, TimeSpan>
        {
            ["base"] = TimeSpan.FromSeconds(3), ["long"] = TimeSpan.FromSeconds(9), ["short"] = TimeSpan.FromSeconds(1),
            ["short2"] = TimeSpan.FromSeconds(1),
        };
        var schedule = new Schedule(graph, graph.Order, took);
        schedule.End(schedule.Next()!, ImageState.Built);
        new[] { schedule.Next(), schedule.Next(), schedule.Next() }.ShouldBe(["long", "new", "short"]);
    }

    [Fact]
    public void Only_what_is_wanted_and_what_stands_below_it_is_made() =>
        new Schedule(Chain, ["leaf"]).States.Keys.ShouldBe(["base", "leaf"]);

    [Fact]
    public void A_failure_blocks_every_descendant_and_no_sibling()
    {
        var schedule = new Schedule(Chain, ["c", "leaf"]);
        schedule.End(schedule.Next()!, ImageState.Built);
        schedule.Next().ShouldBe("a");
        schedule.End("a", ImageState.Failed).ShouldBe(["b", "c"]);
        schedule.Next().ShouldBe("leaf");
        schedule.End("leaf", ImageState.Unchanged);
        schedule.IsDone.ShouldBeTrue();
        schedule.States["c"].ShouldBe(ImageState.Blocked);
    }

    [Fact]
    public void Any_graph_ends_with_each_image_given_out_at_most_once_and_after_its_parents() => Prop.ForAll(
        (from nodes in ImageGraphTests.Graphs from fails in Gen.Choose(0, 9)
            .ArrayOf(nodes.Count) from workers in Gen.Choose(1, 4) select (nodes, fails, workers)).ToArbitrary(),
        run =>
        {
            var graph = new ImageGraph(run.nodes);
            var schedule = new Schedule(graph, graph.Order);
            var (given, running) = (new HashSet<string>(), new Queue<string>());
            while (!schedule.IsDone)
            {
                while (running.Count < run.workers && schedule.Next() is { } image)
                {
                    if (!given.Add(image) || graph[image].Parents.Any(
                        parent => schedule.States[parent] is not (ImageState.Built or ImageState.Unchanged)))
                        return false;
                    running.Enqueue(image);
                }
                if (!running.TryDequeue(out var ended))
                    return false;
                schedule.End(ended, run.fails[run.nodes.FindIndex(node => node.Name == ended)] == 0
                    ? ImageState.Failed
                    : ImageState.Built);
            }
            return schedule.States.All(entry => entry.Value == ImageState.Blocked
                ? graph.AncestorsOf([entry.Key]).Any(below => schedule.States[below] == ImageState.Failed)
                : given.Contains(entry.Key));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
