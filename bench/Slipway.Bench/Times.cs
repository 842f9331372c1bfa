namespace Slipway.Bench;

/// <summary>Times of one thing, in milliseconds.</summary>
internal sealed class Times(string name)
{
    private readonly List<double> _values = [];

    public double Median => Quantile(0.5);

    public void Add(TimeSpan time) => _values.Add(time.TotalMilliseconds);

    public override string ToString() => $"{name,-40} median {Median,7:0.0} ms   10% {Quantile(0.1),7:0.0}   90% " +
        $"{Quantile(0.9),7:0.0}   n {_values.Count}";

    private double Quantile(double part) =>
        _values.Order().ElementAt((int)Math.Min(_values.Count - 1, part * _values.Count));
}
