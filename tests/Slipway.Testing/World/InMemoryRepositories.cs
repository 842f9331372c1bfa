using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Slipway.Platform.Applications;
using Slipway.Platform.Builds;
using Slipway.Platform.Repositories;

namespace Slipway.Testing.World;

/// <summary>Repositories whose commits have one file, <c>content</c>.</summary>
public sealed class InMemoryRepositories : IRepositories
{
    private readonly ConcurrentDictionary<string, string> _commits = [];

    public ConcurrentDictionary<string, bool> Repositories { get; } = [];

    public string? Refusal { get; set; }

    /// <summary>What the branch of an application has after a push.</summary>
    public ConcurrentDictionary<string, string> Heads { get; } = [];

    /// <summary>Makes a commit, as a push would, and returns its id.</summary>
    public string Commit(string content)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        _commits[id] = content;
        return id;
    }

    public Task<string?> CreateAsync(Application application, RepositoryTemplate? template, CancellationToken cancel)
    {
        if (Refusal is not null)
            throw new SlipwayException(ErrorCode.Unavailable, Refusal);
        Repositories[application.Id] = true;
        if (template is not null)
            Heads.TryAdd(application.Id, Commit($"template {template}"));
        return HeadAsync(application, cancel);
    }

    public Task<string?> HeadAsync(Application application, CancellationToken cancel) =>
        Task.FromResult(Heads.GetValueOrDefault(application.Id));

    public async Task<CommitOrigin> CheckOutAsync(
        Application application, string commit, string directory, CancellationToken cancel)
    {
        if (!_commits.TryGetValue(commit, out var content))
            throw new SlipwayException(ErrorCode.NotFound, $"there is no commit {commit}");
        await File.WriteAllTextAsync(Path.Combine(directory, "content"), content, cancel);
        return new CommitOrigin(commit);
    }

    public Task RemoveAsync(Application application, CancellationToken cancel)
    {
        Repositories.TryRemove(application.Id, out _);
        Heads.TryRemove(application.Id, out _);
        return Task.CompletedTask;
    }
}
