using Slipway.Templates.Values;

namespace Slipway.Templates.Rendering;

/// <summary>
/// The variables of one rendering of a template: those it was given, those it set, and the blocks of it
/// and its parents.
/// </summary>
internal sealed class TemplateContext
{
    private readonly Dictionary<string, object?> _given;
    private readonly HashSet<string> _exported = [];

    /// <param name="given">Is not changed.</param>
    public TemplateContext(
        RenderSession session, Dictionary<string, object?> given, string? name,
        IReadOnlyDictionary<string, BlockFunction> blocks)
    {
        Session = session;
        _given = given;
        Name = name;
        foreach (var (block, function) in blocks)
            Blocks.Add(block, [function]);
    }

    public RenderSession Session { get; }

    public TemplateEnvironment Environment => Session.Environment;

    public Budget Budget => Session.Budget;

    /// <summary>Of the template.</summary>
    public string? Name { get; }

    /// <summary>What the template set at its top level.</summary>
    public Dictionary<string, object?> Variables { get; } = [];

    /// <summary>Of each block, the functions from the youngest child's to the oldest parent's.</summary>
    public Dictionary<string, List<BlockFunction>> Blocks { get; } = [];

    public object? Resolve(string name) =>
        Variables.TryGetValue(name, out var value) || _given.TryGetValue(name, out value) ? value : Missing.Value;

    public Undefined UndefinedVariable(string name) => Values.Undefined.Variable(Environment.Options.Undefined, name);

    public Undefined Undefined(object? owner, object? name) => new(Environment.Options.Undefined, null, owner, name);

    public Undefined Undefined(string hint, string? name = null) =>
        Values.Undefined.Hinted(Environment.Options.Undefined, hint, name);

    public void AddBlock(string name, BlockFunction function)
    {
        if (!Blocks.TryGetValue(name, out var functions))
            Blocks.Add(name, functions = []);
        functions.Add(function);
    }

    /// <summary>
    /// Lets those that import the template see the variable, unless its name begins with an underscore.
    /// </summary>
    public void Export(string name)
    {
        if (!name.StartsWith('_'))
            _exported.Add(name);
    }

    /// <summary>Sets what an import brought, which is not exported again.</summary>
    public void Hide(string name, object? value)
    {
        Variables[name] = value;
        if (!name.StartsWith('_'))
            _exported.Remove(name);
    }

    public Dictionary<string, object?> Exported() => _exported.ToDictionary(name => name, name => Variables[name]);

    /// <summary>All variables; not to be changed.</summary>
    public Dictionary<string, object?> All()
    {
        if (Variables.Count == 0)
            return _given;
        Budget.Charge(_given.Count);
        var all = new Dictionary<string, object?>(_given);
        foreach (var (name, value) in Variables)
            all[name] = value;
        return all;
    }

    /// <summary>A context of its own for the same template, with local variables besides.</summary>
    public TemplateContext Derive(IReadOnlyCollection<KeyValuePair<string, object?>> locals)
    {
        var derived = new TemplateContext(Session, With(All(), locals), Name, new Dictionary<string, BlockFunction>());
        foreach (var (name, functions) in Blocks)
            derived.Blocks.Add(name, [.. functions]);
        return derived;
    }

    public static Dictionary<string, object?> With(
        Dictionary<string, object?> variables, IReadOnlyCollection<KeyValuePair<string, object?>> locals)
    {
        if (locals.Count == 0)
            return variables;
        var all = new Dictionary<string, object?>(variables);
        foreach (var (name, value) in locals)
            all[name] = value;
        return all;
    }
}
