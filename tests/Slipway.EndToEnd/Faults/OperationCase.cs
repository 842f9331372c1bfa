using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;
using Slipway.Platform.Operations;
using Slipway.Web.Resources;

namespace Slipway.EndToEnd.Faults;

/// <summary>
/// An operation on an application of its own: how it begins, and how things are to be when it has ended.
/// </summary>
internal sealed record OperationCase(
    string Name, OperationKind Kind, Func<LocalRequests, string, Task<OperationResource>> Begin)
{
    public static readonly IReadOnlyList<OperationCase> All =
    [
        new("kill-create", OperationKind.CreateApplication, (api, name) =>
            api.CreateAsync(name, "static")) { Exists = false, Release = 1 },
        new("kill-no-template", OperationKind.CreateApplication, (api, name) => api.CreateAsync(
            name, "static", "http://127.0.0.1:1/nowhere.git")) { Exists = false, Fails = true, Gears = 0 },
        new("kill-build", OperationKind.Build, (api, name) =>
            api.BuildAsync(name, SourceFiles.Site("Built"))) { Release = 2 },
        new("kill-no-build", OperationKind.Build, (api, name) =>
            api.BuildAsync(name, SourceFiles.Assembling("exit 3"))) { Fails = true, Release = 1 },
        new("kill-change", OperationKind.ChangeEnvironment, (api, name) =>
            api.SetAsync(name, "FALLBACK", "/index.html")) { Release = 2 },
        new("kill-no-change", OperationKind.ChangeEnvironment, (api, name) =>
            api.SetAsync(name, "NGINX_LOG_LEVEL", "nonsense")) { Fails = true, Release = 1 },
        new("kill-limits", OperationKind.ChangeLimits, (api, name) =>
            api.LimitAsync(name, memory: 256 << 20)) { Release = 2 },
        new("kill-grow", OperationKind.Scale, (api, name) => api.ScaleAsync(name, 3)) { Release = 1, Gears = 3 },
        new("kill-shrink", OperationKind.Scale, (api, name) => api.ScaleAsync(name, 1))
        {
            Before = [(api, name) => api.ScaleAsync(name, 3)], Release = 1,
        },
        new("kill-rollback", OperationKind.Rollback, (api, name) => api.RollbackAsync(name, 1))
        {
            Before = [(api, name) => api.SetAsync(name, "A", "1")], Release = 3,
        },
        new("kill-vault", OperationKind.ChangeEnvironment, (api, name) => api.SetAsync(name, "FALLBACK", "/index.html"))
        {
            Cartridge = "vault", Release = 2,
        },
        new("kill-no-vault", OperationKind.ChangeEnvironment, (api, name) =>
            api.SetAsync(name, "NGINX_LOG_LEVEL", "nonsense")) { Cartridge = "vault", Fails = true, Release = 1 },
        new("kill-delete", OperationKind.DeleteApplication, (api, name) => api.DeleteAsync(name))
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
    public bool AlwaysAnswers => Exists && Cartridge == "static" && Kind != OperationKind.DeleteApplication;

    public override string ToString() => Name;
}
