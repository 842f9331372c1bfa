using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Slipway.Git.Pushes;

/// <summary>Authenticates the hook of a push by a random token that is valid once and only during the push.</summary>
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
