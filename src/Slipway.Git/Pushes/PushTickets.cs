using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Slipway.Git.Pushes;

/// <summary>
/// Lets the hook of one push, and nobody else, say what was pushed: a random token that works once and only
/// while its push lasts.
/// </summary>
internal sealed class PushTickets
{
    private readonly ConcurrentDictionary<string, Push> _open = new(StringComparer.Ordinal);

    public Ticket Issue(RepositoryName repository, string account, string requestId)
    {
        var token = RandomNumberGenerator.GetHexString(64, lowercase: true);
        _open[token] = new Push(repository, account, requestId);
        return new Ticket(this, token);
    }

    public Push? Redeem(string token) => _open.TryRemove(token, out var push) ? push : null;

    /// <param name="RequestId">Of the client's request, which the hook's is a part of.</param>
    internal sealed record Push(RepositoryName Repository, string Account, string RequestId);

    internal sealed class Ticket(PushTickets tickets, string token) : IDisposable
    {
        public string Token { get; } = token;

        public void Dispose() => tickets._open.TryRemove(Token, out _);
    }
}
