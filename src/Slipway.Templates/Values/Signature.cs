using System.Globalization;

namespace Slipway.Templates.Values;

/// <summary>
/// The parameters of a built-in function, written as in Python: <c>"s, width=4, first=False"</c>, <c>"*args"</c>,
/// <c>"**kwargs"</c>; before a <c>/</c> positional only. A default <c>...</c> marks what was not given.
/// </summary>
internal sealed class Signature
{
    private readonly List<string> _names = [];
    private readonly List<object?> _defaults = [];
    private int _required;
    private int _positionalOnly;
    private bool _takesMore;
    private bool _takesNamed;

    public Signature(string parameters)
    {
        foreach (var parameter in parameters.Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            Add(parameter);
    }

    /// <summary>
    /// The values in the order of the parameters; those of <c>*args</c> as an array, of <c>**kwargs</c> as a
    /// dict, come last.
    /// </summary>
    public object?[] Bind(string name, Arguments arguments)
    {
        var bound = new object?[_names.Count + (_takesMore ? 1 : 0) + (_takesNamed ? 1 : 0)];
        var given = Math.Min(arguments.Positional.Length, _names.Count);
        Array.Copy(arguments.Positional, bound, given);
        if (arguments.Positional.Length > given && !_takesMore)
            throw Errors.Type(
                $"{name}() takes {_names.Count} positional arguments but {arguments.Positional.Length} were given");
        if (_takesMore)
            bound[_names.Count] = arguments.Positional[given..];
        if (given == _names.Count && !_takesNamed && arguments.Named.Count == 0)
            return bound;
        for (var i = given; i < _names.Count; i++)
            bound[i] = Missing.Value;
        BindNamed(name, arguments, bound);
        for (var i = given; i < _names.Count; i++)
        {
            if (!ReferenceEquals(bound[i], Missing.Value))
                continue;
            if (i < _required)
                throw Errors.Type($"{name}() missing 1 required positional argument: '{_names[i]}'");
            bound[i] = _defaults[i - _required];
        }
        return bound;
    }

    private void BindNamed(string name, Arguments arguments, object?[] bound)
    {
        var rest = _takesNamed ? new PythonDict() : null;
        if (rest is not null)
            bound[^1] = rest;
        foreach (var (key, value) in arguments.Named)
        {
            var at = _names.IndexOf(key);
            if (at >= _positionalOnly)
            {
                if (at < arguments.Positional.Length || !ReferenceEquals(bound[at], Missing.Value))
                    throw Errors.Type($"{name}() got multiple values for argument '{key}'");
                bound[at] = value;
            }
            else if (rest is not null)
            {
                rest[key] = value;
            }
            else
            {
                throw Errors.Type(_positionalOnly > 0
                    && _positionalOnly == _names.Count
                        ? $"{name}() takes no keyword arguments"
                        : $"{name}() got an unexpected keyword argument '{key}'");
            }
        }
    }

    private void Add(string parameter)
    {
        if (parameter == "/")
            _positionalOnly = _names.Count;
        else if (parameter.StartsWith("**", StringComparison.Ordinal))
            _takesNamed = true;
        else if (parameter.StartsWith('*'))
            _takesMore = true;
        else if (parameter.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
        {
            _names.Add(parameter[..equals]);
            _defaults.Add(Literal(parameter[(equals + 1)..]));
        }
        else
        {
            _names.Add(parameter);
            _required++;
        }
    }

    private static object? Literal(string text) => text switch
    {
        "None" => null,
        "True" => BoxedValues.True,
        "False" => BoxedValues.False,
        "..." => Missing.Value,
        ['\'', .. var quoted, '\''] => quoted,
        _ when text.Contains('.', StringComparison.Ordinal) => double.Parse(text, CultureInfo.InvariantCulture),
        _ => BoxedValues.Of(long.Parse(text, CultureInfo.InvariantCulture)),
    };
}
