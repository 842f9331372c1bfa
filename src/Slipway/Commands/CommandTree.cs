using System.CommandLine;

namespace Slipway.Commands;

/// <summary>All verbs of the program.</summary>
internal static class CommandTree
{
    public static RootCommand Create()
    {
        var root = new RootCommand("Slipway builds, runs and routes applications from source on your own machines");
        root.Options.Add(GlobalOptions.Output);
        root.Options.Add(GlobalOptions.Domain);
        Command[] commands =
        [
            ApplicationCommands.Create(),
            BuildCommand.Create(),
            BuildLogCommands.Create(),
            PrivateInputCommands.Environment(),
            PrivateInputCommands.Secret(),
            ReleaseCommands.Release(),
            ReleaseCommands.Rollback(),
            ReleaseCommands.Artifact(),
            ReleaseCommands.Scale(),
            EnvironmentCommands.Create(),
            LimitCommands.Create(),
            LogsCommand.Create(),
            ExecCommand.Create(),
            CartridgeCommands.Create(),
            ImageCommands.Create(),
            FactoryCommands.Create(),
            AccountCommands.Create(),
            DomainCommands.Create(),
            TokenCommands.Create(),
            OperationCommands.Create(),
            DoctorCommand.Create(),
            .. ServerCommands.Create(),
            LoginCommand.Create(),
            VersionCommand.Create(),
        ];
        foreach (var command in commands)
            root.Subcommands.Add(command);
        return root;
    }
}
