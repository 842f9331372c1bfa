using Slipway.Platform.Applications;

namespace Slipway.Platform.Repositories;

/// <summary>The applications' git repositories. Every call is idempotent.</summary>
public interface IRepositories
{
    /// <summary>
    /// Makes the application's bare repository: empty, or with the content of a template (an address is fetched with
    /// bounds on time and size; a directory becomes the first commit). A half-made one is made anew.
    /// </summary>
    /// <returns>The commit to build first; null when the repository is empty.</returns>
    /// <exception cref="SlipwayException">The template cannot be fetched: the cause.</exception>
    Task<string?> CreateAsync(Application application, RepositoryTemplate? template, CancellationToken cancel);

    /// <summary>The commit of the branch that is built; null when it has none.</summary>
    Task<string?> HeadAsync(Application application, CancellationToken cancel);

    /// <summary>Writes the tree of a commit, without <c>.git</c>, into an empty directory that exists.</summary>
    Task<CommitOrigin> CheckOutAsync(
        Application application, string commit, string directory, CancellationToken cancel);

    Task RemoveAsync(Application application, CancellationToken cancel);
}
