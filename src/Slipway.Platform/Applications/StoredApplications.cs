using Slipway.Platform.Operations;

namespace Slipway.Platform.Applications;

internal static class StoredApplications
{
    extension(IApplicationStore applications)
    {
        /// <summary>The application that an operation is about.</summary>
        /// <exception cref="SlipwayException">NotFound.</exception>
        public async Task<Application> RequireAsync(OperationContext run, CancellationToken cancel) =>
            await applications.FindAsync(run.Application, cancel)
                ?? throw new SlipwayException(
                    ErrorCode.NotFound, $"the application {run.Operation.Subject} is gone");
    }
}
