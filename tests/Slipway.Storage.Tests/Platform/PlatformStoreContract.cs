using System.Collections.Immutable;
using System.Net;
using Slipway.Engine;
using Slipway.Oci;
using Slipway.Platform;
using Slipway.Platform.Accounts;
using Slipway.Platform.Applications;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Builds;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Composition;
using Slipway.Platform.Environment;
using Slipway.Platform.Gears;
using Slipway.Platform.Limits;
using Slipway.Platform.Operations;
using Slipway.Platform.Provisioning;
using Slipway.Platform.Releases;
using Slipway.Platform.Repositories;
using Slipway.Platform.Rollouts;
using Slipway.Platform.Routes;
using Slipway.Platform.Volumes;

namespace Slipway.Storage.Tests.Platform;

/// <summary>What every implementation of the platform's stores does.</summary>
public abstract class PlatformStoreContract
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    protected abstract PlatformStores Stores { get; }

    [Fact]
    public async Task Accounts_tokens_and_domains_come_back_and_go_together()
    {
        await Stores.Accounts.AddAccountAsync(new Account("alice", Role.Admin, Noon), default);
        await Stores.Accounts.AddAccountAsync(new Account("root", Role.Admin, Noon), default);
        var token = new AccessToken("t1", "alice", "hash", "laptop", Noon, Noon.AddDays(1));
        await Stores.Accounts.AddTokenAsync(token, default);
        await Stores.Accounts.AddDomainAsync(new Domain("demo", ["alice"], Noon), default);
        (await Stores.Accounts.FindTokenAsync("hash", default)).ShouldBe(token);
        (await Stores.Accounts.FindDomainAsync("demo", default))!.Members.ShouldBe(["alice"]);
        await Should.ThrowAsync<SlipwayException>(
            () => Stores.Accounts.AddAccountAsync(new Account("alice", Role.Member, Noon), default));
        await Should.ThrowAsync<SlipwayException>(
            () => Stores.Accounts.AddDomainAsync(new Domain("demo", [], Noon), default));

        await Stores.Accounts.RemoveAccountAsync("alice", default);

        (await Stores.Accounts.FindTokenAsync("hash", default)).ShouldBeNull();
        (await Stores.Accounts.FindDomainAsync("demo", default))!.Members.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cartridge_comes_back_as_it_was()
    {
        var cartridge = new RegisteredCartridge("web", "1", "Name: web", "/somewhere", Noon)
        {
            Profile = new CartridgeProfile
            {
                Endpoints = [new CartridgeEndpoint("http", 8080, EndpointProtocol.Http)],
                StoragePath = "/data",
                Liveness = new LivenessCheck
                {
                    Ports = [8080], HttpPath = "/up", Scripts = ["/check"], Timeout = TimeSpan.FromSeconds(2),
                },
                MaxGears = 3,
            },
            Template = new RepositoryTemplate { Url = "https://example.org/x.git#main" },
            Generated = ["PASSWORD"],
        };
        await Stores.Cartridges.SaveAsync(cartridge, default);

        var found = (await Stores.Cartridges.FindAsync("web", "1", default)).ShouldNotBeNull();

        found.Profile.ShouldBe(cartridge.Profile);
        (found.Template, found.Generated.Single(), found.Added).ShouldBe((cartridge.Template, "PASSWORD", Noon));
        await Stores.Cartridges.RemoveAsync("web", "1", default);
        (await Stores.Cartridges.ListAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_is_one_application_of_its_domain()
    {
        var application = await AddAsync("a", "blog");
        (await Should.ThrowAsync<SlipwayException>(() => Stores.Applications.AddAsync(
            application with { Id = "b" }, default))).Code.ShouldBe(ErrorCode.Conflict);
        await Stores.Accounts.AddDomainAsync(new Domain("other", [], Noon), default);
        await Stores.Applications.AddAsync(application with { Id = "c", Domain = "other" }, default);

        (await Stores.Applications.FindAsync("demo", "blog", default)).ShouldBe(application);
        (await Stores.Applications.ListAsync(null, default)).Count.ShouldBe(2);
        (await Stores.Applications.ListAsync("other", default)).ShouldHaveSingleItem().Id.ShouldBe("c");
    }

    [Fact]
    public async Task An_update_of_an_application_that_is_gone_does_not_bring_it_back()
    {
        var application = await AddAsync("a", "blog");
        await Stores.Applications.RemoveAsync("a", default);
        await Stores.Applications.UpdateAsync(application with { Scale = 3 }, default);
        (await Stores.Applications.ListAsync(null, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Edge_ports_are_kept_given_once_and_freed_with_their_application()
    {
        await AddAsync("a", "one");
        await AddAsync("b", "two");
        (await Stores.EdgePorts.TakeEdgePortAsync("a", "db", 31000, 31001, default)).ShouldBe(31000);
        (await Stores.EdgePorts.TakeEdgePortAsync("a", "db", 31000, 31001, default)).ShouldBe(31000);
        (await Stores.EdgePorts.TakeEdgePortAsync("b", "db", 31000, 31001, default)).ShouldBe(31001);
        (await Stores.EdgePorts.TakeEdgePortAsync("b", "more", 31000, 31001, default)).ShouldBeNull();

        await Stores.Applications.RemoveAsync("a", default);

        (await Stores.EdgePorts.TakeEdgePortAsync("b", "more", 31000, 31001, default)).ShouldBe(31000);
        (await Stores.EdgePorts.ListEdgePortsAsync(default)).Select(port => port.Port).ShouldBe([31000, 31001]);
    }

    [Fact]
    public async Task Private_inputs_are_replaced_as_a_whole_and_not_kept_for_what_is_gone()
    {
        await AddAsync("a", "blog");
        SealedInput secret = new(PrivateInputKind.Secret, "npmrc", "c2VhbGVk", Noon),
            variable = new(PrivateInputKind.Variable, "npmrc", "b3RoZXI=", Noon.AddTicks(1));
        await Stores.PrivateInputs.SetPrivateInputsAsync("a", [secret, variable], default);
        await Stores.PrivateInputs.SetPrivateInputsAsync("gone", [secret], default);
        (await Stores.PrivateInputs.ListPrivateInputsAsync("a", default)).ShouldBe([variable, secret]);
        (await Stores.PrivateInputs.ListPrivateInputsAsync("gone", default)).ShouldBeEmpty();

        await Stores.PrivateInputs.SetPrivateInputsAsync("a", [secret with { Sealed = "bmV3" }], default);

        (await Stores.PrivateInputs.ListPrivateInputsAsync("a", default)).ShouldBe([secret with { Sealed = "bmV3" }]);
    }

    [Fact]
    public async Task Everything_of_an_application_goes_with_it()
    {
        await AddAsync("a", "blog");
        await Stores.Environment.SetEnvironmentAsync("a", [new EnvironmentVariable("B", "2"),
            new EnvironmentVariable("A", "line\nline", VariableOrigin.Cartridge)], default);
        await Stores.PrivateInputs.SetPrivateInputsAsync(
            "a", [new SealedInput(PrivateInputKind.Secret, "npmrc", "c2VhbGVk", Noon)], default);
        var release = Release(1);
        var build = new BuildRecord("a", 1, SourceKind.Commit, Noon)
        {
            LogPath = "x", Operation = "o", Phases = [new PhaseTime("assemble", TimeSpan.FromSeconds(1))],
        };
        var artifact = new Artifact("a", 1, Digest.OfBytes([1]), Noon)
        {
            Reference = "demo/blog:b1", Cartridge = "web:1", BaseImage = Digest.OfBytes([2]),
        };
        var replica = new Replica("a", 1, 0, "g1")
        {
            Status = ReplicaStatus.Serving, Address = $"{IPAddress.Loopback}", ServingSince = Noon,
        };
        await Stores.Releases.SaveReleaseAsync(release, default);
        await Stores.Builds.SaveBuildAsync(build, default);
        await Stores.Artifacts.SaveArtifactAsync(artifact, default);
        await Stores.Replicas.SaveAsync([replica], default);
        await Stores.Replicas.AddVolumeAsync(new Volume("a-0", "a", 0, Noon), default);

        (await Stores.Environment.GetEnvironmentAsync("a", default)).ShouldBe(
            [new EnvironmentVariable("A", "line\nline", VariableOrigin.Cartridge), new EnvironmentVariable("B", "2")]);
        (await Stores.Builds.ListBuildsAsync("a", default)).ShouldHaveSingleItem().Phases.ShouldBe(build.Phases);
        (await Stores.Artifacts.ListArtifactsAsync("a", default)).ShouldBe([artifact]);
        (await Stores.Replicas.FindAsync("g1", default)).ShouldBe(replica);
        var found = (await Stores.Releases.FindReleaseAsync("a", 1, default))!;
        (found.Image, found.Limits, found.Profile, found.Environment["A"])
            .ShouldBe((release.Image, release.Limits, release.Profile, "1"));

        await Stores.Applications.RemoveAsync("a", default);

        (await Stores.Environment.GetEnvironmentAsync("a", default)).ShouldBeEmpty();
        (await Stores.PrivateInputs.ListPrivateInputsAsync("a", default)).ShouldBeEmpty();
        (await Stores.Releases.ListReleasesAsync("a", default)).ShouldBeEmpty();
        (await Stores.Replicas.ListAsync(null, default)).ShouldBeEmpty();
        (await Stores.Replicas.ListVolumesAsync("a", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Releases_are_listed_newest_first_and_replaced_by_number()
    {
        await AddAsync("a", "blog");
        foreach (var number in new[] { 1, 10, 2 })
            await Stores.Releases.SaveReleaseAsync(Release(number), default);
        await Stores.Releases.SaveReleaseAsync(Release(2) with { State = ReleaseState.Failed }, default);

        (await Stores.Releases.ListReleasesAsync("a", default)).Select(release => (release.Number, release.State))
            .ShouldBe([(10, ReleaseState.Pending), (2, ReleaseState.Failed), (1, ReleaseState.Pending)]);
    }

    [Fact]
    public async Task A_restarted_gear_takes_its_place_under_its_new_id()
    {
        await AddAsync("a", "blog");
        await Stores.Replicas.SaveAsync([new Replica("a", 1, 0, "g1")], default);
        await Stores.Replicas.SaveAsync(
            [new Replica("a", 1, 0, "g2") { Status = ReplicaStatus.Waiting, NextStart = Noon }], default);

        (await Stores.Replicas.FindAsync("g1", default)).ShouldBeNull();
        (await Stores.Replicas.ListAsync("a", default)).ShouldHaveSingleItem().NextStart.ShouldBe(Noon);
    }

    [Fact]
    public async Task Operations_come_back_in_order_with_all_their_data()
    {
        var first = Operation("1") with
        {
            State = OperationState.Running,
            Finished = ["source", "build"],
            Commit = "abc",
            Request = new BuildSource(new SourceInput(SourceKind.Commit, "abc") { Ref = "main" }, new BuildOptions
            {
                Timeout = TimeSpan.FromSeconds(90), Limits = new ResourceLimits { Cpus = 0.5 },
            }) { PrivateInputs = "sealed" },
            Progress = OperationProgress.None
                .With(
                    new BuildProgress { Build = 3, Built = new BuiltArtifact(Digest.OfBytes([1])) { Ports = [8080] } })
                .With(new ReleaseProgress { Release = 2, PreviousRelease = 1 }),
        };
        await Stores.Operations.AddAsync(first, default);
        await Stores.Operations.AddAsync(Operation("2") with { State = OperationState.Done }, default);
        await Stores.Operations.AddAsync(Operation("3"), default);

        (await Stores.Operations.ListUnfinishedAsync(default)).Select(operation => operation.Id).ShouldBe(["1", "3"]);
        (await Stores.Operations.ListAsync("a", 2, default)).Select(operation => operation.Id).ShouldBe(["3", "2"]);
        var found = (await Stores.Operations.FindAsync("1", default))!;
        found.Finished.ShouldBe(first.Finished);
        (found.Request, found.Commit, found.Kind).ShouldBe((first.Request, "abc", "Build"));
        var built = found.Progress.Of<BuildProgress>();
        (built.Build, built.Built!.Image, built.Built.Ports.Single()).ShouldBe((3, Digest.OfBytes([1]), 8080));
        found.Progress.Of<ReleaseProgress>().ShouldBe(new ReleaseProgress { Release = 2, PreviousRelease = 1 });
    }

    public static TheoryData<OperationRequest, ProgressRecord?> EveryKind => new()
    {
        { new CreateApplication { Template = new RepositoryTemplate { Url = "https://example.org/x.git" } },
            new SourceProgress { Source = new SourceInput(SourceKind.Commit, "abc") } },
        { new ChangeLimits(new LimitChange(Memory: 5, Cpus: 0)),
            new LimitProgress { PreviousLimits = new ResourceLimits { Pids = 5 } } },
        { new ScaleApplication(3), new ScaleProgress { PreviousScale = 1 } },
        { new RollbackRelease(4), new ReleaseProgress { Release = 6 } },
        { new DeleteApplication(), null },
    };

    [Theory]
    [MemberData(nameof(EveryKind))]
    public async Task An_operation_of_any_kind_comes_back_as_it_was(OperationRequest request, ProgressRecord? progress)
    {
        await Stores.Operations.AddAsync(Operation("1") with
        {
            Request = request,
            Progress = progress is null ? OperationProgress.None : OperationProgress.None.With(progress),
        }, default);

        var found = (await Stores.Operations.FindAsync("1", default))!;

        (found.Request, found.Kind).ShouldBe((request, request.Kind));
        if (progress is not null)
            found.Progress.Records.ShouldContain(progress);
    }

    [Fact]
    public async Task A_change_of_the_environment_comes_back_as_it_was()
    {
        var change = ImmutableSortedDictionary<string, string?>.Empty.Add("SET", "1").Add("UNSET", null);
        await Stores.Operations.AddAsync(Operation("1") with
        {
            Request = new ChangeEnvironment { Change = change },
            Progress = OperationProgress.None.With(
                new EnvironmentProgress { PreviousEnvironment = [new EnvironmentVariable("A", "1")] }),
        }, default);

        var found = (await Stores.Operations.FindAsync("1", default))!;

        found.Request.ShouldBeOfType<ChangeEnvironment>().Change.ShouldBe(change);
        found.Progress.Of<EnvironmentProgress>().PreviousEnvironment!.Value
            .ShouldBe([new EnvironmentVariable("A", "1")]);
    }

    [Fact]
    public async Task Only_the_newest_events_are_kept()
    {
        await Stores.Operations.AddAsync(Operation("1"), default);
        await Stores.Operations.AppendEventsAsync("1", [.. Enumerable.Range(1, 6).Select(Event)], 5, default);
        await Stores.Operations.AppendEventsAsync("1", [Event(7)], 5, default);

        (await Stores.Operations.ListEventsAsync("1", 0, default))
            .Select(item => item.Sequence).ShouldBe([3, 4, 5, 6, 7]);
        (await Stores.Operations.ListEventsAsync("1", 6, default)).ShouldHaveSingleItem().ShouldBe(Event(7));
    }

    [Fact]
    public async Task Trimming_forgets_old_ended_operations_with_their_events_and_no_other()
    {
        foreach (var id in new[] { "1", "2", "3" })
            await Stores.Operations.AddAsync(Operation(id) with { State = OperationState.Done }, default);
        await Stores.Operations.AddAsync(Operation("4"), default);
        await Stores.Operations.AppendEventsAsync("1", [Event(1)], 5, default);

        await Stores.Operations.TrimAsync("a", 1, default);

        (await Stores.Operations.ListAsync("a", 10, default)).Select(operation => operation.Id).ShouldBe(["4", "3"]);
        (await Stores.Operations.ListEventsAsync("1", 0, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_last_administrator_stays_whoever_asks_at_the_same_time()
    {
        var names = Enumerable.Range(0, 8).Select(number => $"admin{number}").ToList();
        foreach (var name in names)
            await Stores.Accounts.AddAccountAsync(new Account(name, Role.Admin, Noon), default);
        await Stores.Accounts.AddAccountAsync(new Account("member", Role.Member, Noon), default);

        var refusals = await Task.WhenAll(names.Select(async name =>
            await Record.ExceptionAsync(() => Task.Run(() => Stores.Accounts.RemoveAccountAsync(name, default)))));

        refusals.OfType<SlipwayException>().ShouldHaveSingleItem().Code.ShouldBe(ErrorCode.Conflict);
        (await Stores.Accounts.ListAccountsAsync(default)).Count(account => account.Role == Role.Admin).ShouldBe(1);
        await Stores.Accounts.RemoveAccountAsync("member", default);
        await Stores.Accounts.RemoveAccountAsync("nobody", default);
    }

    [Fact]
    public async Task A_token_is_removed_by_its_owners_name_only()
    {
        await Stores.Accounts.AddAccountAsync(new Account("alice", Role.Admin, Noon), default);
        await Stores.Accounts.AddTokenAsync(new AccessToken("t1", "alice", "hash", "", Noon, null), default);
        (await Stores.Accounts.RemoveTokenAsync("mallory", "t1", default)).ShouldBeFalse();
        (await Stores.Accounts.FindTokenAsync("hash", default)).ShouldNotBeNull();
        (await Stores.Accounts.RemoveTokenAsync("alice", "t1", default)).ShouldBeTrue();
        (await Stores.Accounts.RemoveTokenAsync("alice", "t1", default)).ShouldBeFalse();
    }

    [Fact]
    public async Task Members_come_and_go_and_none_that_does_not_exist()
    {
        await Stores.Accounts.AddDomainAsync(new Domain("team", [], Noon), default);
        await Stores.Accounts.AddAccountAsync(new Account("alice", Role.Member, Noon), default);
        await Stores.Accounts.AddAccountAsync(new Account("bob", Role.Member, Noon), default);
        foreach (var name in new[] { "alice", "bob", "alice", "nobody" })
            await Stores.Accounts.SetMemberAsync("team", name, true, default);
        await Stores.Accounts.SetMemberAsync("nowhere", "alice", true, default);
        (await Stores.Accounts.FindDomainAsync("team", default))!.Members.ShouldBe(["alice", "bob"]);
        await Stores.Accounts.SetMemberAsync("team", "alice", false, default);
        (await Stores.Accounts.FindDomainAsync("team", default))!.Members.ShouldBe(["bob"]);
    }

    [Fact]
    public async Task A_domain_with_applications_stays_and_none_is_made_without_its_domain()
    {
        var application = await AddAsync("a", "blog");
        (await Should.ThrowAsync<SlipwayException>(() => Stores.Accounts.RemoveDomainAsync("demo", default))).Code
            .ShouldBe(ErrorCode.Conflict);
        await Stores.Applications.RemoveAsync("a", default);
        await Stores.Accounts.RemoveDomainAsync("demo", default);
        (await Should.ThrowAsync<SlipwayException>(() => Stores.Applications.AddAsync(application, default))).Code
            .ShouldBe(ErrorCode.NotFound);
        await Stores.Accounts.RemoveDomainAsync("demo", default);
    }

    [Fact]
    public async Task Trimming_keeps_the_newest_operation_that_has_a_commit()
    {
        foreach (var id in new[] { "1", "2" })
            await Stores.Operations.AddAsync(Operation(id) with { State = OperationState.Done,
                Commit = id }, default);
        await Stores.Operations.AddAsync(Operation("3") with { State = OperationState.Done }, default);
        await Stores.Operations.AddAsync(Operation("4") with { State = OperationState.Done }, default);

        await Stores.Operations.TrimAsync("a", 1, default);

        (await Stores.Operations.ListAsync("a", 10, default))
            .Select(operation => (operation.Id, operation.Commit)).ShouldBe([("4", null), ("2", "2")]);
    }

    private async Task<Application> AddAsync(string id, string name)
    {
        if (await Stores.Accounts.FindDomainAsync("demo", default) is null)
            await Stores.Accounts.AddDomainAsync(new Domain("demo", [], Noon), default);
        var application = new Application(id, "demo", name, Noon)
        {
            Cartridge = "web:1", Limits = new ResourceLimits { Memory = 1 << 20 },
        };
        await Stores.Applications.AddAsync(application, default);
        return application;
    }

    private static Release Release(int number) => new("a", number, Noon)
    {
        Build = 1, Image = Digest.OfBytes([1]), Cartridge = "web:1", Reason = "why", Operation = "o",
        Limits = new ResourceLimits { Pids = 5 },
        Profile = new CartridgeProfile { Endpoints = [new CartridgeEndpoint("http", 8080, EndpointProtocol.Http)] },
        Environment = ImmutableSortedDictionary<string, string>.Empty.Add("A", "1"),
    };

    private static Operation Operation(string id) =>
        new(id, "a", Noon)
        {
            Subject = "demo/blog", Account = "alice",
            Request = new BuildSource(new SourceInput(SourceKind.Upload, "u"), new BuildOptions()),
        };

    private static OperationEvent Event(int sequence) =>
        new(sequence, Noon, OperationEventKind.Log, $"line {sequence}");
}
