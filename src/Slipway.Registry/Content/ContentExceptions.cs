using Slipway.Oci;

namespace Slipway.Registry.Content;

public sealed class ContentNotFoundException(Digest digest) : IOException($"blob {digest} is not stored")
{
    public Digest Digest { get; } = digest;
}

public sealed class DigestMismatchException(Digest expected, Digest actual)
    : IOException($"the content's digest is {actual}, not {expected}")
{
    public Digest Expected { get; } = expected;

    public Digest Actual { get; } = actual;
}

/// <summary>The tag is a published version and cannot be moved or removed.</summary>
public sealed class TagFixedException(string repository, string tag) : IOException(
    $"{repository}:{tag} is a published version; it can neither be moved nor removed")
{
    public string Tag { get; } = tag;
}

/// <summary>The lease that protected the blobs has expired: the work took too long and must be repeated.</summary>
public sealed class LeaseEndedException(Lease lease) : IOException(
    $"lease {lease.Id} ended at {lease.Expires:u}; take a longer one, or renew it during long work")
{
    public Lease Lease { get; } = lease;
}
