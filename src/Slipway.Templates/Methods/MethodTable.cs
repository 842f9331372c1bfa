using System.Numerics;
using Slipway.Templates.Values;

namespace Slipway.Templates.Methods;

/// <summary>The methods of a type; nothing else of a value can be called.</summary>
internal sealed class MethodTable
{
    private readonly Dictionary<string, Routine> _routines;

    public MethodTable(params IEnumerable<Routine>[] parts) =>
        _routines = parts.SelectMany(part => part).ToDictionary(routine => routine.Name);

    public static MethodTable Text { get; } =
        new(TextSearch.All, TextCase.All, TextSplit.All, TextShape.All, TextKind.All, TextFormat.All);

    public static MethodTable Markup { get; } = new(MarkupMethods.Over(Text));

    public static MethodTable List { get; } = new(ListMethods.All);

    public static MethodTable Tuple { get; } = new(ListMethods.Searching);

    public static MethodTable Dict { get; } = new(DictMethods.All);

    public static MethodTable DictView { get; } = new(DictMethods.OfViews);

    public static MethodTable Range { get; } = new(ListMethods.OfRanges);

    public static MethodTable Integer { get; } = new(NumberMethods.OfIntegers);

    public static MethodTable Float { get; } = new(NumberMethods.OfFloats);

    public IEnumerable<Routine> Routines => _routines.Values;

    public bool TryBind(object? self, string name, out object? value)
    {
        var found = _routines.TryGetValue(name, out var routine);
        value = found ? new BoundRoutine(self, routine!) : null;
        return found;
    }

    /// <summary>Attributes of numbers; None has none.</summary>
    public static bool TryNumber(object? value, string name, out object? found)
    {
        found = null;
        return value switch
        {
            long or bool or BigInteger =>
                NumberMethods.TryPart(value, name, out found) || Integer.TryBind(value, name, out found),
            double => NumberMethods.TryPart(value, name, out found) || Float.TryBind(value, name, out found),
            _ => false,
        };
    }
}
