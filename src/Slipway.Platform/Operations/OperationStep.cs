namespace Slipway.Platform.Operations;

/// <summary>
/// A part of an operation. Both directions are idempotent: after a crash the step that was under way is executed
/// again from its beginning.
/// </summary>
/// <param name="Undo">Undoes what the step did, wholly or in part.</param>
/// <param name="Keeps">Once done it is never taken back, nor is anything before it: what fails later leaves it
/// as it is.</param>
/// <param name="When">Whether there is anything to do, from what the steps before it have found out; null: always.
/// </param>
internal sealed record OperationStep(
    string Name,
    Func<OperationContext, CancellationToken, Task> Run,
    Func<OperationContext, CancellationToken, Task>? Undo = null,
    bool Keeps = false,
    Func<OperationContext, bool>? When = null);
