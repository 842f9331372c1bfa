using Slipway.Templates.Globals;
using Slipway.Templates.Methods;
using Slipway.Templates.Rendering;

namespace Slipway.Templates.Values;

/// <summary>
/// What <c>x.name</c> and <c>x[key]</c> mean in a template: an attribute or an item, whichever there
/// is; else undefined.
/// </summary>
internal static class Attributes
{
    /// <summary>Attributes that any value of Python's has; a sandboxed template may not see them.</summary>
    private static readonly HashSet<string> Internal =
    [
        "__class__", "__delattr__", "__dir__", "__doc__", "__eq__", "__format__",
        "__ge__", "__getattribute__", "__getstate__", "__gt__", "__hash__", "__init__",
        "__init_subclass__", "__le__", "__lt__", "__ne__", "__new__", "__reduce__",
        "__reduce_ex__", "__repr__", "__setattr__", "__sizeof__", "__str__", "__subclasshook__",
    ];

    /// <summary><c>x.name</c>: the attribute first.</summary>
    public static object? Get(TemplateContext context, object? value, string name)
    {
        if (TryGet(value, name, out var found))
            return found;
        if (Internal.Contains(name) || (value is Namespace space && name.StartsWith('_') && space.Has(name)))
            return Unsafe(context, value, name);
        return TryItem(context, value, name, out found) ? found : context.Undefined(value, name);
    }

    /// <summary><c>x[key]</c>: the item first.</summary>
    public static object? GetItem(TemplateContext context, object? value, object? key)
    {
        if (TryItem(context, value, key, out var found))
            return found;
        if (!Text.TryGet(key, out var name))
            return context.Undefined(value, key);
        if (TryGet(value, name, out found))
            return found;
        return Internal.Contains(name) ? Unsafe(context, value, name) : context.Undefined(value, key);
    }

    public static bool IsInternal(string name) => Internal.Contains(name);

    public static bool TryGet(object? value, string name, out object? found)
    {
        switch (value)
        {
            case PythonObject other:
                if (other is not Markup)
                    return other.TryGetAttribute(name, out found);
                return MethodTable.Markup.TryBind(value, name, out found);
            case string:
                return MethodTable.Text.TryBind(value, name, out found);
            default:
                return MethodTable.TryNumber(value, name, out found);
        }
    }

    private static bool TryItem(TemplateContext context, object? value, object? key, out object? found)
    {
        // What cannot be subscribed is known without an exception, for that is slow.
        if (value is null or bool or long or double || (key is string && value is string or PythonList or PythonTuple))
        {
            found = null;
            return false;
        }
        try
        {
            return Subscripts.TryGet(value, key, context.Budget, out found);
        }
        catch (TemplateException e) when (e.Error == TemplateError.TypeError || Errors.IsLookup(e.Error))
        {
            found = null;
            return false;
        }
    }

    private static Undefined Unsafe(TemplateContext context, object? value, string name) => new(
        context.Environment.Options.Undefined,
        $"access to attribute {Representation.Of(name)} of {Representation.Of(TypeNames.Of(value))} object is unsafe.",
        value, name, TemplateError.SecurityError);
}
