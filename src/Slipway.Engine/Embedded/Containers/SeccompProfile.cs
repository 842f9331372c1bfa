using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Engine.Embedded.Containers;

/// <summary>
/// Converts a profile of containers/common (as shipped by Debian) to <c>linux.seccomp</c> of the runtime-spec, for this
/// machine and a set of capabilities. It applies to the machine's own architecture only: x32 and 32-bit programs are
/// killed, because their system calls are additional attack surface and each architecture doubles the time to compile
/// the filter at each start. Calls that create namespaces and mounts are also refused: whoever can create a user
/// namespace is root in it.
/// </summary>
public sealed class SeccompProfile
{
    private const int PermissionDenied = 1;
    private const int NotImplemented = 38;
    private const ulong NamespaceFlags = 0x7e02_0000;
    private const string Allow = "SCMP_ACT_ALLOW";
    private const string Refuse = "SCMP_ACT_ERRNO";

    private static readonly HashSet<string> Namespaces =
    [
        "fsconfig", "fsmount", "fsopen", "fspick", "mount", "mount_setattr", "move_mount", "open_tree", "pivot_root",
        "setns", "umount", "umount2",
        "unshare", "add_key", "keyctl", "request_key", "clone", "clone3",
    ];

    private readonly JsonObject _profile;

    private SeccompProfile(JsonObject profile) => _profile = profile;

    /// <exception cref="SlipwayException">The file is missing or no profile.</exception>
    public static SeccompProfile Load(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw new SlipwayException(
                ErrorCode.EngineUnsupported, $"the seccomp profile {path} cannot be read: {e.Message}",
                "install golang-github-containers-common", e);
        }
    }

    /// <exception cref="JsonException">The text is no profile.</exception>
    public static SeccompProfile Parse(ReadOnlySpan<byte> json) =>
        new(JsonNode.Parse(json) as JsonObject ?? throw new JsonException("an object is expected"));

    /// <summary>The filter for processes with these capabilities.</summary>
    public JsonObject For(IReadOnlyCollection<string> capabilities)
    {
        var mayNamespace = capabilities.Contains("CAP_SYS_ADMIN");
        var calls = new JsonArray();
        foreach (var rule in _profile["syscalls"]!.AsArray().OfType<JsonObject>().Where(r => Applies(r, capabilities)))
            if (Convert(rule, mayNamespace) is { } call)
                calls.Add(call);
        if (!mayNamespace)
            foreach (var call in Refusals())
                calls.Add(call);
        return new JsonObject
        {
            ["defaultAction"] = (string?)_profile["defaultAction"],
            ["defaultErrnoRet"] = (int?)_profile["defaultErrnoRet"] ?? PermissionDenied,
            ["architectures"] = new JsonArray(ThisMachine.Runtime),
            ["syscalls"] = calls,
        };
    }

    private static (string Runtime, string Go) ThisMachine => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.Arm64 => ("SCMP_ARCH_AARCH64", "arm64"),
        _ => ("SCMP_ARCH_X86_64", "amd64"),
    };

    private static bool Applies(JsonObject rule, IReadOnlyCollection<string> capabilities)
    {
        var includes = rule["includes"];
        var excludes = rule["excludes"];
        return (Strings(includes, "arches") is not { Count: > 0 } arches || arches.Contains(ThisMachine.Go))
            && !Strings(excludes, "arches").Contains(ThisMachine.Go)
            && Strings(includes, "caps").All(capabilities.Contains)
            && !Strings(excludes, "caps").Any(capabilities.Contains);
    }

    private static List<string> Strings(JsonNode? node, string name) =>
        [.. node?[name]?.AsArray().Select(n => (string)n!) ?? []];

    private static JsonObject? Convert(JsonObject rule, bool mayNamespace)
    {
        var names = Strings(rule, "names").Where(n => mayNamespace || !Namespaces.Contains(n))
            .Select(n => (JsonNode?)n).ToArray();
        if (names.Length == 0)
            return null;
        var call = new JsonObject { ["names"] = new JsonArray(names), ["action"] = (string?)rule["action"] };
        if ((int?)rule["errnoRet"] is { } number && (string?)rule["action"] == Refuse)
            call["errnoRet"] = number;
        if (rule["args"] is JsonArray { Count: > 0 } arguments)
            call["args"] = arguments.DeepClone();
        return call;
    }

    /// <summary>
    /// clone without namespace flags is fork; clone3 passes its flags by pointer, which seccomp cannot check, and
    /// programs fall back when it is not implemented.
    /// </summary>
    private static IEnumerable<JsonObject> Refusals()
    {
        yield return new JsonObject
        {
            ["names"] = new JsonArray(
                [.. Namespaces.Except(["clone", "clone3"]).Order(StringComparer.Ordinal).Select(n => (JsonNode?)n)]),
            ["action"] = Refuse,
            ["errnoRet"] = PermissionDenied,
        };
        yield return new JsonObject
        {
            ["names"] = new JsonArray("clone3"), ["action"] = Refuse, ["errnoRet"] = NotImplemented,
        };
        yield return new JsonObject
        {
            ["names"] = new JsonArray("clone"),
            ["action"] = Allow,
            ["args"] = new JsonArray(new JsonObject
            {
                ["index"] = 0, ["value"] = NamespaceFlags, ["valueTwo"] = 0, ["op"] = "SCMP_CMP_MASKED_EQ",
            }),
        };
    }
}
