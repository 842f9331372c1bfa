using Slipway.Platform.Operations;

namespace Slipway.Platform.Applications;

/// <summary>Applications, as operations refer to them.</summary>
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

    extension(OperationStarter starter)
    {
        /// <summary>Starts an operation on an application.</summary>
        public Task<Operation> StartAsync(
            Application application, OperationRequest request, string account, CancellationToken cancel) =>
            starter.StartAsync(request, application.Id, application.ToString(), account, cancel);
    }
}
