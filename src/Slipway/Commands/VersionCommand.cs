using System.CommandLine;
using System.Reflection;

namespace Slipway.Commands;

internal static class VersionCommand
{
    public static Command Create() =>
        Verb.Local("version", "Prints the program's version, as --version does", [], (_, output, _) =>
        {
            output.Line(Version);
            return Task.FromResult(ExitCode.Success);
        });

    /// <summary>What `--version` prints: the version, and the commit when the build knows it.</summary>
    private static string Version => typeof(VersionCommand).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
