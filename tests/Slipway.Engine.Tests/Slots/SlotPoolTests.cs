using Slipway.Engine.Embedded;
using Slipway.Linux.Processes;

namespace Slipway.Engine.Tests.Slots;

public class SlotPoolTests
{
    [Fact]
    public async Task A_slot_has_a_user_namespace_that_owns_its_network_namespace_with_an_address()
    {
        await using var test = await TestHost.OpenAsync();
        var slot = await test.Host.Slots.AcquireAsync(null, default);
        var seen = await Tool.RunAsync([
            "nsenter", $"--user={slot.UserNamespace}", $"--net={slot.NetworkNamespace}", "sh", "-c",
            "cat /proc/self/uid_map; ip -4 -o addr; ip link set eth0 down && ip link set eth0 up && echo owned"]);
        seen.OrThrow().Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Take(3).ShouldBe(["0", $"{slot.Ids.First}", "65536"]);
        seen.Output.ShouldContain($"inet {slot.Address}/16");
        seen.Output.ShouldContain("inet 127.0.0.1/8");
        seen.Output.ShouldContain("owned");
    }

    [Fact]
    public async Task A_named_slot_is_the_same_after_a_restart_of_the_engine()
    {
        await using var test = await TestHost.OpenAsync();
        _ = await test.Host.Slots.AcquireAsync(null, default);
        var first = await test.Host.Slots.AcquireAsync("db", default);
        (await Should.ThrowAsync<SlipwayException>(() => test.Host.Slots.AcquireAsync("db", default))).Code
            .ShouldBe(ErrorCode.EngineConflict);
        await test.ReopenAsync();
        var second = await test.Host.Slots.AcquireAsync("db", default);
        second.ShouldBe(first);
        test.Host.Slots.Release(second);
        test.Host.Slots.FreeName("db");
        (await test.Host.Slots.AcquireAsync("db", default)).Name.ShouldBe("db");
    }

    [Fact]
    public async Task A_named_slot_keeps_its_address_when_its_namespaces_are_gone()
    {
        await using var test = await TestHost.OpenAsync();
        var first = await test.Host.Slots.AcquireAsync("db", default);
        await test.Host.DisposeAsync();
        foreach (var pin in Directory.GetDirectories(Path.Combine(test.Host.RunPath, "slots"))
            .SelectMany(d => new[] { d + "/user", d + "/net" }).Where(File.Exists))
            (await Tool.RunAsync(["umount", pin])).OrThrow();
        await test.ReopenAsync();
        var second = await test.Host.Slots.AcquireAsync("db", default);
        second.Address.ShouldBe(first.Address);
        (await Tool.RunAsync(["nsenter", $"--net={second.NetworkNamespace}", "ip", "-4", "-o", "addr"])).Output
            .ShouldContain($"{first.Address}/");
    }

    [Fact]
    public async Task No_more_slots_than_allowed_are_given_out()
    {
        await using var test = await TestHost.OpenAsync(o => o with { MaximumSlots = 2 });
        var slots = await Task.WhenAll(
            test.Host.Slots.AcquireAsync(null, default), test.Host.Slots.AcquireAsync(null, default));
        slots[0].Number.ShouldNotBe(slots[1].Number);
        (await Should.ThrowAsync<SlipwayException>(() => test.Host.Slots.AcquireAsync(null, default))).Code
            .ShouldBe(ErrorCode.EngineExhausted);
        test.Host.Slots.Release(slots[1]);
        (await test.Host.Slots.AcquireAsync(null, default)).Number.ShouldBe(slots[1].Number);
    }

    [Fact]
    public async Task Two_engines_of_a_host_share_neither_ids_nor_addresses()
    {
        await using var one = await TestHost.OpenAsync();
        await using var two = await TestHost.OpenAsync();
        var a = await one.Host.Slots.AcquireAsync(null, default);
        var b = await two.Host.Slots.AcquireAsync(null, default);
        a.Address.ShouldNotBe(b.Address);
        (a.Ids.End <= b.Ids.First || b.Ids.End <= a.Ids.First).ShouldBeTrue();
    }

    [Fact]
    public async Task A_teardown_leaves_nothing_on_the_host()
    {
        string run, table;
        await using (var test = await TestHost.OpenAsync())
        {
            _ = await test.Host.Slots.AcquireAsync(null, default);
            run = test.Host.RunPath;
            table = RunDirectory.InstallationOf(test.Options.DataDirectory);
            (await Tool.RunAsync(["nft", "list", "tables"])).Output.ShouldContain(table);
        }
        (await File.ReadAllTextAsync("/proc/self/mountinfo")).ShouldNotContain(run);
        (await Tool.RunAsync(["nft", "list", "tables"])).Output.ShouldNotContain(table);
        Directory.Exists(run).ShouldBeFalse();
    }

    [Fact]
    public async Task A_second_process_cannot_open_the_same_engine()
    {
        await using var test = await TestHost.OpenAsync();
        (await Should.ThrowAsync<SlipwayException>(() => EngineHost.OpenAsync(test.Options, default))).Code
            .ShouldBe(ErrorCode.EngineConflict);
    }
}
