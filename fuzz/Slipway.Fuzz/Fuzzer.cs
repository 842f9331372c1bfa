namespace Slipway.Fuzz;

/// <summary>An input that a parser neither took nor refused as it should.</summary>
public sealed record Failure(byte[] Input, Exception Error);

/// <summary>Gives a target mutations of its corpus. The same seed gives the same inputs.</summary>
public sealed class Fuzzer(FuzzTarget target, int seed)
{
    private readonly Mutator _mutator = new(new Random(seed));
    private readonly Random _random = new(seed);

    /// <summary>Tries so many inputs; returns the first failure.</summary>
    public Failure? Run(int inputs)
    {
        for (var i = 0; i < inputs; i++)
        {
            var input = _mutator.Mutate(Pick(), Pick());
            if (target.IsTar && _random.Next(8) > 0)
                Mutator.MendChecksums(input);
            if (Try(input) is { } error)
                return new Failure(input, error);
        }
        return null;
    }

    private byte[] Pick() => target.Corpus[_random.Next(target.Corpus.Count)];

    private Exception? Try(byte[] input)
    {
        try
        {
            target.Parse(input);
            return null;
        }
        catch (Exception e) when (target.IsRefusal(e))
        {
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
