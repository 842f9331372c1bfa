namespace Slipway.Platform.Operations;

/// <summary>
/// How operations of one kind are stored: the properties of the request, and beside them those of all progress records
/// together. Their names are part of the stored form.
/// </summary>
/// <param name="Kind">The stored name.</param>
/// <param name="Request">Derived from <see cref="OperationRequest"/>.</param>
/// <param name="Progress">Derived from <see cref="ProgressRecord"/>.</param>
public sealed record OperationFormat(string Kind, Type Request, params Type[] Progress);
