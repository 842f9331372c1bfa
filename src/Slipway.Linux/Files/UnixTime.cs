namespace Slipway.Linux.Files;

/// <summary>A file time: seconds since 1970, possibly negative, and 0 to 999,999,999 nanoseconds.</summary>
public readonly record struct UnixTime(long Seconds, uint Nanoseconds = 0) : IComparable<UnixTime>
{
    public static UnixTime Of(DateTimeOffset time)
    {
        var seconds = time.ToUnixTimeSeconds();
        return new UnixTime(
            seconds, (uint)((time - DateTimeOffset.FromUnixTimeSeconds(seconds)).Ticks * TimeSpan.NanosecondsPerTick));
    }

    public UnixTime NoLaterThan(UnixTime latest) => this > latest ? latest : this;

    public int CompareTo(UnixTime other) => (Seconds, Nanoseconds).CompareTo((other.Seconds, other.Nanoseconds));

    public static bool operator <(UnixTime left, UnixTime right) => left.CompareTo(right) < 0;

    public static bool operator >(UnixTime left, UnixTime right) => left.CompareTo(right) > 0;

    public static bool operator <=(UnixTime left, UnixTime right) => left.CompareTo(right) <= 0;

    public static bool operator >=(UnixTime left, UnixTime right) => left.CompareTo(right) >= 0;
}
