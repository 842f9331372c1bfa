using System.Collections.Immutable;

namespace Slipway.Dockerfiles.Planning;

/// <summary>
/// The scopes of ARG: values given to the build, arguments before the first FROM, and those declared in a stage so far.
/// </summary>
internal sealed record BuildArguments(
    ImmutableDictionary<string, string> Given, ImmutableSortedDictionary<string, string?> Global)
{
    /// <summary>Available without a declaration, and not part of cache keys.</summary>
    private static readonly ImmutableHashSet<string> Proxies = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "FTP_PROXY", "ftp_proxy", "NO_PROXY", "no_proxy",
        "ALL_PROXY", "all_proxy");

    private ImmutableSortedDictionary<string, string?> Declared { get; init; } =
        ImmutableSortedDictionary.Create<string, string?>(StringComparer.Ordinal);

    public static bool IsProxy(string name) => Proxies.Contains(name);

    public BuildArguments DeclareGlobal(string name, string? value) =>
        this with { Global = Global.SetItem(name, Given.GetValueOrDefault(name) ?? value) };

    public BuildArguments Declare(string name, string? value) =>
        this with
        {
            Declared = Declared.SetItem(name, Given.GetValueOrDefault(name) ?? value ?? Global.GetValueOrDefault(name)),
        };

    public BuildArguments NewStage() => this with { Declared = Declared.Clear() };

    public string? Find(string name) =>
        Declared.GetValueOrDefault(name) ?? (IsProxy(name) ? Given.GetValueOrDefault(name) : null);

    /// <summary>The variables of a command besides the image's environment, which overrides them. Sorted.</summary>
    public ImmutableArray<string> ForRun(IReadOnlySet<string> environment, bool undeclaredProxies)
    {
        var proxies =
            undeclaredProxies ? Given.Where(given => IsProxy(given.Key) && !Declared.ContainsKey(given.Key)) : [];
        return
        [
            .. Declared.Where(argument => argument.Value is not null)
                .Select(argument => KeyValuePair.Create(argument.Key, argument.Value!))
                .Concat(proxies)
                .Where(argument => !environment.Contains(argument.Key))
                .Select(argument => $"{argument.Key}={argument.Value}")
                .Order(StringComparer.Ordinal),
        ];
    }
}
