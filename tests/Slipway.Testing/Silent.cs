using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Diagnostics.Loops;

namespace Slipway.Testing;

/// <summary>Diagnostics that nobody reads.</summary>
public static class Silent
{
    public static BackgroundLoops Loops => new(TimeProvider.System, NullLoggerFactory.Instance);
}
