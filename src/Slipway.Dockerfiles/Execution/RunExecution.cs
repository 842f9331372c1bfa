using System.Globalization;
using System.Text;
using Slipway.Build;
using Slipway.Dockerfiles.Planning;
using Slipway.Engine;
using Slipway.Engine.Builds;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Dockerfiles.Execution;

/// <summary>Executes RUN: prepares its mounts, runs it in the root, and reports errors.</summary>
internal sealed class RunExecution(BuildSession session, RunStep step)
{
    private const int KeptLines = 20;
    private readonly Queue<string> _lastLines = new();
    private readonly Dictionary<string, CacheMount> _caches = [];

    public async Task RunAsync(BuildRoot root, CancellationToken cancel)
    {
        try
        {
            var mounts = new List<BuildMount>();
            var environment = EnvironmentOf();
            await TakeCachesAsync(cancel);
            foreach (var mount in step.Mounts)
            {
                if (await PrepareAsync(mount, environment, cancel) is { } prepared)
                    mounts.Add(prepared);
            }
            if (step.Script is { } script)
                mounts.Add(
                    new BuildMount.Bind(await WriteScriptAsync(script, cancel), RunPlanner.ScriptPath, ReadOnly: true));
            var result = await root.RunAsync(StepOf(mounts, environment), LogAsync, cancel);
            if (!result.Succeeded)
                throw Failure(result);
        }
        catch (SlipwayException e) when (e.Code.IsEngine)
        {
            // A full disk of the server is no fault of the step.
            var code = e.Code == ErrorCode.EngineExhausted ? e.Code : ErrorCode.DockerfileStep;
            throw new DockerfileException(code, session.Mask.Apply(e.Message), step.Line, e.NextStep, e)
            {
                LastLines = [.. _lastLines],
            };
        }
        finally
        {
            foreach (var cache in _caches.Values)
                cache.Dispose();
        }
    }

    /// <summary>
    /// Tools in the image use the image's time instead of the clock (reproducible-builds.org, SOURCE_DATE_EPOCH), for
    /// example for the day in /etc/shadow and for compiled Python files. An image without a time sets none; archives
    /// cannot store times before 1980.
    /// </summary>
    private List<string> EnvironmentOf()
    {
        const string name = "SOURCE_DATE_EPOCH=";
        var environment = step.Environment.ToList();
        if (session.Time.Year >= 1980
            && !environment.Exists(variable => variable.StartsWith(name, StringComparison.Ordinal)))
            environment.Add(name + session.Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        return environment;
    }

    /// <summary>Without duplicates and in a fixed order, so that steps with the same locks cannot deadlock.</summary>
    private async Task TakeCachesAsync(CancellationToken cancel)
    {
        var wanted = step.Mounts.Where(mount => mount.Kind == MountKind.Cache)
            .OrderByDescending(mount => mount.Sharing == CacheSharing.Locked)
            .DistinctBy(CacheMounts.NameOf).OrderBy(CacheMounts.NameOf, StringComparer.Ordinal);
        foreach (var mount in wanted)
            _caches.Add(CacheMounts.NameOf(mount), await session.CacheMounts.TakeAsync(mount, cancel));
    }

    private BuildStep StepOf(IReadOnlyList<BuildMount> mounts, IReadOnlyList<string> environment) => new()
    {
        Command = step.Command,
        Environment = environment,
        User = step.User,
        WorkingDirectory = step.WorkingDirectory,
        Mounts = mounts,
        Network = step.Network,
        Limits = session.Request.Limits,
        Timeout = session.Request.StepTimeout,
    };

    private async Task<BuildMount?> PrepareAsync(MountSpec mount, List<string> environment, CancellationToken cancel)
    {
        switch (mount.Kind)
        {
            case MountKind.Bind:
                return new BuildMount.Bind(
                    await BindSource.CopyAsync(session, mount, step.Line, cancel), mount.Target, mount.ReadOnly);
            case MountKind.Cache:
                return new BuildMount.Bind(_caches[CacheMounts.NameOf(mount)].Path, mount.Target, mount.ReadOnly);
            case MountKind.Memory:
                return mount.Size is { } size
                    ? new BuildMount.Memory(mount.Target, size)
                    : new BuildMount.Memory(mount.Target);
            default:
                return Secret(mount, environment);
        }
    }

    private BuildMount.Secret? Secret(MountSpec mount, List<string> environment)
    {
        if (!session.Request.Secrets.TryGetValue(mount.Id, out var value))
        {
            return mount.Required
                ? throw new DockerfileException(
                    ErrorCode.DockerfileRequest, $"the secret '{Excerpt.Of(mount.Id)}' is required and was not given",
                    step.Line, $"Give it by --secret id={Excerpt.Of(mount.Id)},src=FILE.")
                : null;
        }
        if (mount.Variable is { } variable)
            environment.Add($"{variable}={Encoding.UTF8.GetString(value.Span)}");
        return mount.Target.Length == 0 ? null : new BuildMount.Secret(
            mount.Target, value, mount.Uid, mount.Gid, mount.Mode);
    }

    private async Task<string> WriteScriptAsync(string script, CancellationToken cancel)
    {
        var path = session.Workspace.NewPath();
        await File.WriteAllTextAsync(path, script, cancel);
        File.SetUnixFileMode(path, UnixFileModes.AllExecute);
        return path;
    }

    private ValueTask LogAsync(LogLine line)
    {
        var masked = line with { Text = session.Mask.Apply(line.Text) };
        _lastLines.Enqueue(masked.Text);
        if (_lastLines.Count > KeptLines)
            _lastLines.Dequeue();
        return session.Progress(new BuildProgress.Output(session.StepNumber, masked));
    }

    private DockerfileException Failure(StepResult result)
    {
        var limits = session.Request.Limits;
        var (cause, next) = result.End switch
        {
            StepEnd.TimedOut =>
                ($"the command ran longer than {session.Request.StepTimeout.TotalSeconds:0} s and was ended",
                    "Find out what it waits for, or allow more time."),
            StepEnd.OutOfMemory =>
                ($"the command needed more than {limits.Memory} bytes of memory and was ended",
                    "Let it use less, or raise the build's memory limit."),
            StepEnd.DiskFull => ($"the command wrote more than {limits.Disk} bytes and was ended",
                "Let it write less, or raise the build's disk limit."),
            StepEnd.TooManyProcesses => ($"the command started more than {limits.Pids} processes",
                "Let it start fewer, or raise the build's process limit."),
            _ => ($"the command ended with exit code {result.Code}",
                "Its last lines say why; correct the command or what it uses."),
        };
        return new DockerfileException(ErrorCode.DockerfileStep, cause, step.Line, next)
        {
            LastLines = [.. _lastLines],
            ExitCode = result.End == StepEnd.Exited ? result.Code : null,
        };
    }
}
