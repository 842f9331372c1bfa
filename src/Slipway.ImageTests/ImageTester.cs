using Microsoft.Extensions.Logging;
using Slipway.Engine;
using Slipway.Engine.Builds;
using Slipway.Engine.Gears;
using Slipway.ImageTests.Clusters;
using Slipway.ImageTests.Executables;
using Slipway.ImageTests.Files;
using Slipway.ImageTests.Pods;
using Slipway.ImageTests.Running;
using Slipway.ImageTests.Services;
using Slipway.ImageTests.Structure;

namespace Slipway.ImageTests;

/// <summary>
/// Runs tests on an image. Each has a time limit; gears that it starts are removed when it ends, and when this process
/// ends first, by the engine when it is opened again.
/// </summary>
public sealed partial class ImageTester(
    IGearEngine gears, BuildEngine builds, ILogger<ImageTester> log, TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>
    /// Runs all tests, one after another. A test that fails, for whatever reason, is a result and no exception.
    /// </summary>
    /// <param name="progress">Told of each result as it comes.</param>
    public async Task<ImageTestReport> RunAsync(
        ImageTestRequest request, Func<ImageTestResult, ValueTask>? progress, CancellationToken cancel)
    {
        var results = new List<ImageTestResult>();
        foreach (var planned in ImageTestPlan.Of(request.Files))
        {
            var recorder = new CaseRecorder(planned.Cases, _clock, progress ?? (_ => ValueTask.CompletedTask));
            await RunAsync(planned, recorder, request, cancel);
            results.AddRange(recorder.Results);
        }
        return new ImageTestReport(request.Image.Digest.ToString(), results);
    }

    private async Task RunAsync(
        PlannedTest planned, CaseRecorder recorder, ImageTestRequest request, CancellationToken cancel)
    {
        var timeout = planned.Test.Timeout ?? request.TestTimeout;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        var output = new LastOutput();
        try
        {
            await RunAsync(new TestScope(planned.Located, request, output), planned.Test, recorder, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            await recorder.AbortAsync(
                CaseOutcome.Failed($"expected to end within {timeout.TotalSeconds:0.#} s, did not", output.Lines));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever an image or a file beside the tests brings about, it is this test's failure, and
            // the others are run.
            await recorder.AbortAsync(CaseOutcome.Failed(Describe(planned.Test, e), output.Lines));
        }
    }

    private string Describe(ImageTest test, Exception exception)
    {
        var nextStep = (exception as SlipwayException)?.NextStep;
        if (InternalError.Is(exception))
        {
            LogFailure(test.Name, exception);
            nextStep = InternalError.NextStep;
        }
        return InternalError.CauseOf(exception) + (nextStep is null ? "" : $"; {nextStep}");
    }

    private Task RunAsync(
        TestScope context, ImageTest test, CaseRecorder recorder, CancellationToken cancel) => test switch
    {
        CommandTest command => new CommandTestRunner(builds, context).RunAsync(command, recorder, cancel),
        MetadataTest metadata =>
            recorder.NoteAsync(CaseOutcome.Of(MetadataMatch.Failures(metadata, context.Configuration))),
        FileExistenceTest or FileContentTest or LicenseTest =>
            new FileTestRunner(builds, context).RunAsync(test, recorder, cancel),
        ServiceTest service => new ServiceTestRunner(gears, context, _clock).RunAsync(service, recorder, cancel),
        PodTest pod when context.Request.Cluster is { } cluster =>
            new ClusterPodTestRunner(cluster, context, _clock).RunAsync(pod, recorder, cancel),
        PodTest pod => new PodTestRunner(gears, context, _clock).RunAsync(pod, recorder, cancel),
        ExecutableTest executable =>
            new ExecutableTestRunner(gears, context, _clock).RunAsync(executable, recorder, cancel),
        _ => throw new SlipwayException(ErrorCode.EngineUnsupported, $"tests of kind {test.Kind} cannot be run"),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "the test '{Test}' of an image could not be run")]
    private partial void LogFailure(string test, Exception failure);
}
