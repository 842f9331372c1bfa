using Slipway.Templates.Rendering;

namespace Slipway.Templates.Values;

/// <summary>A method of a value.</summary>
internal sealed class BoundRoutine(object? self, Routine routine) : Callable
{
    public override string TypeName => "builtin_function_or_method";

    public object? Self => self;

    public Routine Routine => routine;

    public override void WriteTo(Representation representation) =>
        representation.Append($"<built-in method {routine.Name} of {TypeNames.Of(self)} object at 0x0>");

    public override bool IsEqualTo(object? other, Budget budget) =>
        other is BoundRoutine bound && ReferenceEquals(bound.Self, self) && ReferenceEquals(bound.Routine, routine);

    public override object? Invoke(TemplateContext context, Arguments arguments) =>
        routine.Invoke(context, arguments.After(self));
}
