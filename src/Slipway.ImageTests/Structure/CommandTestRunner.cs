using Slipway.Build;
using Slipway.Engine;
using Slipway.Engine.Builds;
using Slipway.ImageTests.Files;
using Slipway.ImageTests.Running;

namespace Slipway.ImageTests.Structure;

/// <summary>Runs setup, command and teardown of a test one after another in a writable root over the image.</summary>
internal sealed class CommandTestRunner(BuildEngine builds, TestScope context)
{
    private const string UsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public async Task RunAsync(CommandTest test, CaseRecorder recorder, CancellationToken cancel)
    {
        var variables = Variables(test);
        await using var root = await builds.OpenAsync(context.Image.Layers, context.Request.Limits.Disk, cancel);
        foreach (var setup in test.Setup)
        {
            var (result, output, errors) = await RunAsync(root, setup, variables, cancel);
            if (!result.Succeeded)
            {
                await recorder.NoteAsync(
                    CaseOutcome.Failed($"setup {TextChecks.Quote(setup)}: expected exit code 0, {ExitError(result)}",
                        [.. output.Lines, .. errors]));
                return;
            }
        }
        var outcome = await CommandAsync(root, test, variables, cancel);
        await recorder.NoteAsync(await TeardownAsync(root, test, variables, outcome, cancel));
    }

    private async Task<CaseOutcome> CommandAsync(
        BuildRoot root, CommandTest test, EnvironmentVariables variables, CancellationToken cancel)
    {
        var known = TestScope.ToDictionary(variables);
        string[] command = [.. test.Command.Select(word => TextChecks.Expand(word, known))];
        var (result, output, errors) = await RunAsync(root, command, variables, cancel);
        string[] ending = result.End == StepEnd.Exited && result.Code == test.ExitCode
            ? []
            : [$"exit code: expected {test.ExitCode}, {ExitError(result)}"];
        return CaseOutcome.Of(
            [
                .. ending,
                .. output.Text.Against(test.Output, "standard output"),
                .. string.Join('\n', errors).Against(test.Errors, "standard error"),
            ],
            [.. output.Lines, .. errors]);
    }

    /// <summary>What the command came to stays the outcome; a teardown that fails makes it worse only.</summary>
    private async Task<CaseOutcome> TeardownAsync(
        BuildRoot root, CommandTest test, EnvironmentVariables variables, CaseOutcome outcome, CancellationToken cancel)
    {
        foreach (var teardown in test.Teardown)
        {
            var (result, output, errors) = await RunAsync(root, teardown, variables, cancel);
            if (!result.Succeeded && outcome.Outcome == TestOutcome.Passed)
                return CaseOutcome.Failed(
                    $"teardown {TextChecks.Quote(teardown)}: expected exit code 0, {ExitError(result)}",
                    [.. output.Lines, .. errors]);
        }
        return outcome;
    }

    private async Task<(StepResult Result, BoundedOutput Output, List<string> Errors)> RunAsync(
        BuildRoot root, IReadOnlyList<string> command, EnvironmentVariables variables, CancellationToken cancel)
    {
        var (output, errors) = (new BoundedOutput(), new List<string>());
        var kept = 0;
        var step = new BuildStep
        {
            Command = command,
            Environment = variables.ToAssignments(),
            User = context.File.RunOptions.User ?? context.Configuration.User ?? "",
            WorkingDirectory = context.Configuration.WorkingDir is { Length: > 0 } directory ? directory : "/",
            Mounts = [.. context.File.RunOptions.BindMounts.Select(Mount)],
            Limits = context.Request.Limits,
            Output = output,
        };
        var result = await root.RunAsync(
            step,
            line =>
            {
                context.Output.Add(line.Text);
                if ((kept += line.Text.Length) <= BoundedOutput.MaxBytes && line.Stream == LogStream.Error)
                    errors.Add(line.Text);
                return ValueTask.CompletedTask;
            },
            cancel);
        return (result, output, errors);
    }

    private BuildMount Mount(BindMount mount) =>
        new BuildMount.Bind(context.Directory.Locate(mount.Source), mount.Target, mount.ReadOnly);

    private EnvironmentVariables Variables(CommandTest test)
    {
        var options = context.File.RunOptions;
        var variables = context.Variables().SetMissing("PATH", UsualPath);
        if (options.EnvironmentFile is { } file)
            variables.SetAll(EnvironmentFile.Parse(context.Directory.ReadText(file)).Variables);
        foreach (var name in options.EnvironmentNames)
            variables.Set(name, context.Request.Environment.GetValueOrDefault(name));
        return TestScope.Assign(variables, test.Environment);
    }

    private static string ExitError(StepResult result) => result.End switch
    {
        StepEnd.TimedOut => "it ran too long",
        StepEnd.OutOfMemory => "it needed more memory than a test may have",
        StepEnd.DiskFull => "it wrote more than a test may",
        StepEnd.TooManyProcesses => "it started more processes than a test may",
        _ => $"seen {result.Code}{ExitCodeMeaning.Of(result.Code)}",
    };
}
