using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;
using Slipway.Platform.Applications;
using Slipway.Platform.Provisioning;
using Slipway.Platform.Builds;
using Slipway.Platform.Environment;
using Slipway.Platform.Limits;
using Slipway.Platform.Releases;
using Slipway.Platform.Rollouts;
using Slipway.Web.Resources;

namespace Slipway.EndToEnd.Faults;

/// <summary>
/// An operation on an application of its own: how it begins, and how things are to be when it has ended.
/// </summary>
internal sealed record OperationCase(
    string Name, string Kind, Func<LocalRequests, string, Task<OperationResource>> Begin)
{
    public static readonly IReadOnlyList<OperationCase> All =
    [
        new("kill-create", CreateApplication.Name, (api, name) =>
            api.CreateAsync(name, "static")) { Exists = false, Release = 1 },
        new("kill-no-template", CreateApplication.Name, (api, name) => api.CreateAsync(
            name, "static", "http://127.0.0.1:1/nowhere.git")) { Exists = false, Fails = true, Gears = 0 },
        new("kill-build", BuildSource.Name, (api, name) =>
            api.BuildAsync(name, SourceFiles.Site("Built"))) { Release = 2 },
        new("kill-no-build", BuildSource.Name, (api, name) =>
            api.BuildAsync(name, SourceFiles.Assembling("exit 3"))) { Fails = true, Release = 1 },
        new("kill-change", ChangeEnvironment.Name, (api, name) =>
            api.SetAsync(name, "FALLBACK", "/index.html")) { Release = 2 },
        new("kill-no-change", ChangeEnvironment.Name, (api, name) =>
            api.SetAsync(name, "NGINX_LOG_LEVEL", "nonsense")) { Fails = true, Release = 1 },
        new("kill-limits", ChangeLimits.Name, (api, name) =>
            api.LimitAsync(name, memory: 256 << 20)) { Release = 2 },
        new("kill-grow", ScaleApplication.Name, (api, name) => api.ScaleAsync(name, 3)) { Release = 1, Gears = 3 },
        new("kill-shrink", ScaleApplication.Name, (api, name) => api.ScaleAsync(name, 1))
        {
            Before = [(api, name) => api.ScaleAsync(name, 3)], Release = 1,
        },
        new("kill-rollback", RollbackRelease.Name, (api, name) => api.RollbackAsync(name, 1))
        {
            Before = [(api, name) => api.SetAsync(name, "A", "1")], Release = 3,
        },
        new("kill-vault", ChangeEnvironment.Name, (api, name) => api.SetAsync(name, "FALLBACK", "/index.html"))
        {
            Cartridge = "vault", Release = 2,
        },
        new("kill-no-vault", ChangeEnvironment.Name, (api, name) =>
            api.SetAsync(name, "NGINX_LOG_LEVEL", "nonsense")) { Cartridge = "vault", Fails = true, Release = 1 },
        new("kill-delete", DeleteApplication.Name, (api, name) => api.DeleteAsync(name))
        {
            Cartridge = "vault", Gears = 0,
        },
    ];

    public string Cartridge { get; init; } = "static";

    /// <summary>There is the application before the operation.</summary>
    public bool Exists { get; init; } = true;

    /// <summary>What is done with the application first.</summary>
    public IReadOnlyList<Func<LocalRequests, string, Task<OperationResource>>> Before { get; init; } = [];

    public bool Fails { get; init; }

    /// <summary>The release that serves afterwards; null: the application is not there.</summary>
    public int? Release { get; init; }

    public int Gears { get; init; } = 1;

    /// <summary>
    /// Visitors are to notice nothing: it has no volume, which only one gear can have at a time, and is
    /// there all the time.
    /// </summary>
    public bool AlwaysAnswers => Exists && Cartridge == "static" && Kind != DeleteApplication.Name;

    public override string ToString() => Name;
}
