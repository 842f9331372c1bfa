using System.CommandLine;
using System.Reflection;

namespace Slipway.Commands;

internal static class VersionCommand
{
    public static Command Create() =>
        Verb.Local("version", "Prints the version", [], (_, output, _) =>
        {
            output.Line(Version);
            return Task.FromResult(ExitCode.Success);
        });

    /// <summary>The output of `--version`: the version, and the commit if the build knows it.</summary>
    private static string Version => typeof(VersionCommand).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
