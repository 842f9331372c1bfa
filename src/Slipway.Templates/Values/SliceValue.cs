namespace Slipway.Templates.Values;

/// <summary>What stands between the brackets of <c>x[start:stop:step]</c>.</summary>
internal sealed class SliceValue(object? start, object? stop, object? step) : PythonObject
{
    public override string TypeName => "slice";

    public override bool IsHashable => false;

    public override void WriteTo(Representation representation)
    {
        representation.Append("slice(");
        representation.Write(start);
        representation.Append(", ");
        representation.Write(stop);
        representation.Append(", ");
        representation.Write(step);
        representation.Append(")");
    }

    /// <summary>The first index, the one after the last, and the step, for a sequence of so many items.</summary>
    public (long Start, long Stop, long Step) Resolve(int length)
    {
        var by = step is null ? 1 : Part(step);
        if (by == 0)
            throw Errors.Value("slice step cannot be zero");
        var from = start is null ? (by > 0 ? 0 : length - 1) : Clamp(Part(start), length, by);
        var to = stop is null ? (by > 0 ? length : -1) : Clamp(Part(stop), length, by);
        return (from, to, by);
    }

    public IEnumerable<int> Indices(int length)
    {
        var (from, to, by) = Resolve(length);
        for (var i = from; by > 0 ? i < to : i > to;)
        {
            yield return (int)i;
            if (by > length || by < -length)
                yield break;
            i += by;
        }
    }

    private static long Part(object? value) =>
        Integers.Index(value, "slice indices must be integers or None or have an __index__ method");

    private static long Clamp(long index, int length, long by)
    {
        if (index < 0)
            index = index < -length ? -1 : index + length;
        else if (index >= length)
            return by > 0 ? length : length - 1;
        return index < 0 ? (by > 0 ? 0 : -1) : index;
    }
}
