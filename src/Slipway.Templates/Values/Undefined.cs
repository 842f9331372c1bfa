using Slipway.Templates.Rendering;

namespace Slipway.Templates.Values;

/// <summary>The value of what is not defined, and the message for its use.</summary>
internal sealed class Undefined(
    UndefinedBehavior behavior, string? hint, object? owner, object? name,
    TemplateError error = TemplateError.UndefinedError) : PythonObject
{
    public UndefinedBehavior Behavior => behavior;

    public override string TypeName => behavior switch
    {
        UndefinedBehavior.Strict => "StrictUndefined",
        UndefinedBehavior.Chainable => "ChainableUndefined",
        UndefinedBehavior.Debug => "DebugUndefined",
        _ => "Undefined",
    };

    public override string QualifiedTypeName => "jinja2.runtime." + TypeName;

    public override bool IsTrue => IsStrict ? throw Fail() : false;

    public override int? Length => IsStrict ? throw Fail() : 0;

    private bool IsStrict => behavior == UndefinedBehavior.Strict;

    /// <summary>What <see cref="Fail"/> says.</summary>
    public string Reason => hint is { Length: > 0 }
        ? hint
        : owner is Missing
            ? $"{Representation.Of(name)} is undefined"
            : name is string or Markup
                ? $"{Representation.Of(TypeNames.Described(owner))} has no attribute {Representation.Of(name)}"
                : $"{TypeNames.Described(owner)} has no element {Representation.Of(name)}";

    public static Undefined Variable(UndefinedBehavior behavior, string name) => new(
        behavior, null, Missing.Value, name);

    public static Undefined Hinted(UndefinedBehavior behavior, string hint, string? name = null) => new(
        behavior, hint, Missing.Value, name);

    public TemplateException Fail() => new(error, Reason);

    public override string ToText() => behavior switch
    {
        UndefinedBehavior.Strict => throw Fail(),
        UndefinedBehavior.Debug => $"{{{{ {DebugText} }}}}",
        _ => "",
    };

    public override void WriteTo(Representation representation) => representation.Append("Undefined");

    public override bool TryGetAttribute(string attribute, out object? value)
    {
        if (behavior != UndefinedBehavior.Chainable)
            throw Fail();
        value = this;
        return true;
    }

    public override bool TryGetItem(object? key, Budget budget, out object? value)
    {
        if (behavior != UndefinedBehavior.Chainable)
            throw Fail();
        value = this;
        return true;
    }

    public override IEnumerator<object?> Iterate() =>
        IsStrict ? throw Fail() : Enumerable.Empty<object?>().GetEnumerator();

    public override bool? Contains(object? item, Budget budget) => IsStrict ? throw Fail() : false;

    public override bool IsEqualTo(object? other, Budget budget) =>
        IsStrict ? throw Fail() : other is Undefined same && same.Behavior == behavior;

    public override int KeyHash() => IsStrict ? throw Fail() : (int)behavior;

    private string DebugText => hint is { Length: > 0 }
        ? $"undefined value printed: {hint}"
        : owner is Missing
            ? Text.Of(name)
            : $"no such element: {TypeNames.Described(owner)}[{Representation.Of(name)}]";
}
