using Slipway.Templates.Methods;
using Slipway.Templates.Rendering;

namespace Slipway.Templates.Values;

/// <summary>Python's range.</summary>
internal sealed class PythonRange(long start, long stop, long step, int count) : PythonObject
{
    public override string TypeName => "range";

    public override int? Length => count;

    public long At(int index) => start + index * step;

    public override void WriteTo(Representation representation) =>
        representation.Append(step == 1 ? $"range({start}, {stop})" : $"range({start}, {stop}, {step})");

    public override bool TryGetAttribute(string name, out object? value)
    {
        value = name switch
        {
            "start" => BoxedValues.Of(start), "stop" => BoxedValues.Of(stop), "step" => BoxedValues.Of(step), _ => null,
        };
        return value is not null || MethodTable.Range.TryBind(this, name, out value);
    }

    public override bool TryGetItem(object? key, Budget budget, out object? value)
    {
        value = null;
        var index = Integers.Index(key, $"range indices must be integers or slices, not {TypeNames.Of(key)}");
        if (index < 0)
            index += count;
        if (index < 0 || index >= count)
            return false;
        value = BoxedValues.Of(At((int)index));
        return true;
    }

    public PythonRange Slice(long from, long to, long by, int length) =>
        new(start + from * step, start + to * step, step * by, length);

    public override IEnumerator<object?> Iterate()
    {
        for (var i = 0; i < count; i++)
            yield return BoxedValues.Of(At(i));
    }

    public override bool? Contains(object? item, Budget budget)
    {
        if (item is double real && real == Math.Floor(real) && Math.Abs(real) < long.MaxValue)
            item = (long)real;
        if (!Integers.TryGetLong(item, out var number))
            return item is Undefined undefined && undefined.IsEqualTo(0L, budget);
        return count > 0 && (number - start) % step == 0 && (number - start) / step is var index
            && index >= 0 && index < count;
    }

    public int IndexOf(long number) => (int)((number - start) / step);

    public override bool IsEqualTo(object? other, Budget budget)
    {
        if (other is Undefined undefined)
            return undefined.IsEqualTo(this, budget);
        return other is PythonRange range && range.Length == count
            && (count == 0 || (range.At(0) == start && (count == 1 || range.At(1) == At(1))));
    }

    public override int KeyHash() => HashCode.Combine(count, count > 0 ? start : 0, count > 1 ? step : 0);
}
