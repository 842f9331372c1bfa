using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Slipway.Registry.Access;

namespace Slipway.Platform.Accounts;

/// <summary>
/// Holds back who guesses: after some wrong logins for one account from one source, or many from one source, none from
/// there is looked at for a while. A secret that has been right lately is let through all the same, so that nobody is
/// locked out by who guesses beside them.
/// </summary>
internal sealed class LoginThrottle(TimeProvider clock)
{
    public const int MaxFailuresPerAccount = 10;
    public const int MaxFailuresPerAddress = 60;
    public static readonly TimeSpan Time = TimeSpan.FromMinutes(1);
    private const int MaxKeys = 10_000;
    private const int MaxNameLength = 64;
    private readonly FailureCounts _accounts = new(MaxFailuresPerAccount, Time, MaxKeys);
    private readonly FailureCounts _sources = new(MaxFailuresPerAddress, Time, MaxKeys);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _knownOrder = new();
    private readonly Lock _lock = new();

    /// <summary>How many keys it remembers, of all kinds.</summary>
    public int Size
    {
        get
        {
            lock (_lock)
                return _accounts.Count + _sources.Count + _knownOrder.Count;
        }
    }

    /// <exception cref="TooManyLoginsException">It has to wait.</exception>
    public void ThrowIfLimited(LoginCredentials credentials, IPAddress? source)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            if (_known.Contains(Fingerprint(credentials)))
                return;
            var wait = TimeSpan.FromTicks(Math.Max(
                _accounts.Wait(KeyOf(credentials, source), now).Ticks, _sources.Wait(KeyOf(source), now).Ticks));
            if (wait > TimeSpan.Zero)
                throw new TooManyLoginsException(wait);
        }
    }

    public void Failed(LoginCredentials credentials, IPAddress? source)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            _known.Remove(Fingerprint(credentials));
            _accounts.Add(KeyOf(credentials, source), now);
            _sources.Add(KeyOf(source), now);
        }
    }

    public void Succeeded(LoginCredentials credentials)
    {
        lock (_lock)
        {
            if (!_known.Add(Fingerprint(credentials)))
                return;
            _knownOrder.Enqueue(Fingerprint(credentials));
            if (_knownOrder.Count > MaxKeys)
                _known.Remove(_knownOrder.Dequeue());
        }
    }

    // A name is cut where none can be longer, so that no request decides how much is remembered.
    private static string KeyOf(LoginCredentials credentials, IPAddress? source) =>
        $"{KeyOf(source)} " +
        $"{(credentials.User is { Length: > MaxNameLength } user ? user[..MaxNameLength] : credentials.User)}";

    /// <summary>Of IPv6 the network of 64 bits: who has one has all addresses in it.</summary>
    private static string KeyOf(IPAddress? source)
    {
        var address = source is { IsIPv4MappedToIPv6: true } ? source.MapToIPv4() : source;
        return address is { AddressFamily: AddressFamily.InterNetworkV6 }
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : $"{address}";
    }

    private static string Fingerprint(LoginCredentials credentials) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(credentials.Secret)));
}
