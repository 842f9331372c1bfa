using Slipway.Oci;

namespace Slipway.Registry.Content;

public sealed class ContentNotFoundException(Digest digest) : IOException($"blob {digest} is not stored")
{
    public Digest Digest { get; } = digest;
}

public sealed class DigestMismatchException(Digest expected, Digest actual) : IOException($"the content's digest is {actual}, not {expected}")
{
    public Digest Expected { get; } = expected;

    public Digest Actual { get; } = actual;
}
