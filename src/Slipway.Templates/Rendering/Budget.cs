namespace Slipway.Templates.Rendering;

/// <summary>The resources that one rendering has used.</summary>
internal sealed class Budget(TemplateLimits limits)
{
    private const int TurnsBetweenClockReads = 128;
    private readonly long _begun = TimeProvider.System.GetTimestamp();
    private long _turns;
    private long _work;
    private int _depth;

    public TemplateLimits Limits => limits;

    /// <summary>Counts an iteration of a loop, or a call.</summary>
    public void Turn()
    {
        if (++_turns > limits.Iterations)
            throw Over($"the template takes more than {limits.Iterations} turns of loops and calls");
        if (_turns % TurnsBetweenClockReads == 0)
            CheckTime();
    }

    /// <summary>Checks the size of a value before it is created.</summary>
    public void Make(long size)
    {
        if (size > limits.OutputLength)
            throw Over($"a value would be longer than {limits.OutputLength}");
        Charge(size);
    }

    /// <summary>Counts characters or items that were created or visited.</summary>
    public void Charge(long size)
    {
        _work += size;
        if (_work > limits.Work)
            throw Over($"the template makes more than {limits.Work} characters and items");
        if (size > 1 << 16)
            CheckTime();
    }

    public void Bits(double bits)
    {
        if (bits > limits.IntegerBits)
            throw Over($"an integer would be longer than {limits.IntegerBits} bits");
    }

    public void Enter()
    {
        Turn();
        if (++_depth > limits.Depth
            || !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Over($"calls, includes and blocks are nested deeper than {limits.Depth}");
    }

    public void Leave() => _depth--;

    private void CheckTime()
    {
        if (TimeProvider.System.GetElapsedTime(_begun) > limits.Time)
            throw Over($"the template takes longer than {limits.Time.TotalSeconds:0.#} s");
    }

    private static TemplateException Over(string cause) => new(TemplateError.LimitExceeded, cause);
}
