using Slipway.Engine.Embedded.Containers;
using Slipway.Oci;
using Slipway.Yaml;

namespace Slipway.ImageTests.Files.Reading;

/// <summary>Reads <c>containerRunOptions</c>; what a test may not have is refused with the reason.</summary>
internal static class RunOptionsReader
{
    private const string Key = "containerRunOptions";

    public static RunOptions Read(Fields file)
    {
        if (file.Map(Key) is not { } options)
            return new RunOptions();
        Refuse(options, "privileged", "a test never runs with the rights of this machine's root", "remove the key");
        Refuse(options, "allocateTty", "commands of tests have no terminal", "remove the key");
        foreach (var capability in options.Texts("capabilities").Where(name => !IsHeld(name)))
            options.Error(options.LineOf("capabilities"), "capabilities",
                $"'{Excerpt.Of(capability)}' is not among the capabilities that tests have",
                $"those are {string.Join(", ", Capabilities.Build)}");
        var read = new RunOptions
        {
            User = options.Text("user"),
            EnvironmentFile = options.FileBeside("envFile"),
            EnvironmentNames = options.Texts("envVars"),
            BindMounts = [.. options.Texts("bindMounts").Select(text => ReadMount(options, text)).OfType<BindMount>()],
        };
        options.RefuseUnknown();
        return read;
    }

    private static bool IsHeld(string name) =>
        Capabilities.Build.Contains(name, StringComparer.OrdinalIgnoreCase)
            || Capabilities.Build.Contains("CAP_" + name, StringComparer.OrdinalIgnoreCase);

    private static void Refuse(Fields options, string key, string cause, string nextStep)
    {
        if (options.Flag(key, false))
            options.Error(options.LineOf(key), key, cause, nextStep);
    }

    private static BindMount? ReadMount(Fields options, string text)
    {
        var parts = text.Split(':');
        var valid = parts.Length is 2 or 3 && FieldReaders.IsBeside(parts[0]) && parts[1].StartsWith('/')
            && (parts.Length == 2 || parts[2] is "ro" or "rw");
        return valid
            ? new BindMount(parts[0], parts[1], parts is not [_, _, "rw"])
            : options.Error<BindMount?>(
                options.LineOf("bindMounts"), "bindMounts",
                $"'{Excerpt.Of(text)}' is no mount of a file below the test file's directory",
                "write 'relative/path:/path/in/image'; files elsewhere on this machine are not shown to tests");
    }
}
