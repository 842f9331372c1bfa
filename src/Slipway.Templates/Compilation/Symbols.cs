namespace Slipway.Templates.Compilation;

internal enum LoadKind
{
    /// <summary>Given from outside, as a parameter or by a loop.</summary>
    Parameter,

    /// <summary>Looked up in the context, when the scope is entered.</summary>
    Resolve,

    /// <summary>Copied from a variable of an outer scope, when the scope is entered.</summary>
    Alias,

    /// <summary>Not given a value yet.</summary>
    Undefined,
}

/// <summary>How a variable gets its value when its scope is entered.</summary>
/// <param name="Source">The name to resolve, or the outer variable.</param>
internal readonly record struct Load(LoadKind Kind, string? Source = null);

/// <summary>A variable: its slot, and the function whose it is.</summary>
internal readonly record struct Variable(FunctionScope Owner, string Identifier)
{
    public int Slot => Owner.Slot(Identifier);
}

/// <summary>
/// The variables of one scope, which a statement like for or with opens (Jinja: <c>idtracking.Symbols</c>, whose
/// rules these are).
/// </summary>
internal sealed class Symbols
{
    private readonly int _level;
    private readonly Dictionary<string, string> _references;
    private readonly Dictionary<string, Load> _loads;
    private readonly HashSet<string> _stores;

    public Symbols(Symbols? parent, FunctionScope function)
        : this(parent, function, parent is null ? 0 : parent._level + 1, [], [], [])
    {
    }

    private Symbols(Symbols? parent, FunctionScope function, int level,
        Dictionary<string, string> references, Dictionary<string, Load> loads, HashSet<string> stores)
    {
        Parent = parent;
        Function = function;
        _level = level;
        _references = references;
        _loads = loads;
        _stores = stores;
    }

    public Symbols? Parent { get; }

    public FunctionScope Function { get; }

    public IReadOnlyDictionary<string, Load> Loads => _loads;

    public Symbols Copy() => new(Parent, Function, _level, new(_references), new(_loads), [.. _stores]);

    public Variable? Find(string name) =>
        _references.TryGetValue(name, out var identifier) ? new Variable(Function, identifier) : Parent?.Find(name);

    public Variable Get(string name) =>
        Find(name) ?? throw new InvalidOperationException($"the variable '{name}' was not analyzed");

    /// <summary>How a variable that is seen from here gets its value; null when nothing says.</summary>
    public Load? FindLoad(string identifier) =>
        _loads.TryGetValue(identifier, out var load) ? load : Parent?.FindLoad(identifier);

    public void Store(string name)
    {
        _stores.Add(name);
        if (_references.ContainsKey(name))
            return;
        Define(name, Parent?.Find(name) is { } outer ? new Load(LoadKind.Alias, outer.Identifier) : new Load(
            LoadKind.Undefined));
    }

    public Variable DeclareParameter(string name)
    {
        _stores.Add(name);
        return new Variable(Function, Define(name, new Load(LoadKind.Parameter)));
    }

    public void Use(string name)
    {
        if (Find(name) is null)
            Define(name, new Load(LoadKind.Resolve, name));
    }

    /// <summary>
    /// Takes over what branches of a condition did: a variable that not all of them store keeps what it was.
    /// </summary>
    public void Merge(IReadOnlyList<Symbols> branches)
    {
        var counts = new Dictionary<string, int>();
        foreach (var name in branches.SelectMany(branch => branch._stores).Where(name => !_stores.Contains(name)))
            counts[name] = counts.GetValueOrDefault(name) + 1;
        foreach (var branch in branches)
        {
            foreach (var (name, identifier) in branch._references)
                _references[name] = identifier;
            foreach (var (identifier, load) in branch._loads)
                _loads[identifier] = load;
            _stores.UnionWith(branch._stores);
        }
        foreach (var (name, count) in counts)
        {
            if (count == branches.Count)
                continue;
            var own = Get(name).Identifier;
            _loads[own] = Parent?.Find(name) is { } outer ? new Load(LoadKind.Alias, outer.Identifier) : new Load(
                LoadKind.Resolve, name);
        }
    }

    /// <summary>What is stored here and in the scopes around, for a context that is to see it.</summary>
    public IReadOnlyList<(string Name, Variable Variable)> Stored()
    {
        var stored = new List<(string Name, Variable Variable)>();
        var seen = new HashSet<string>();
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            foreach (var name in scope._stores.Order(StringComparer.Ordinal).Where(seen.Add))
                stored.Add((name, Get(name)));
        }
        return stored;
    }

    /// <summary>The variable of an outer scope that an alias copies.</summary>
    public Variable Outer(string identifier)
    {
        for (var scope = Parent; scope is not null; scope = scope.Parent)
        {
            if (scope._references.ContainsValue(identifier))
                return new Variable(scope.Function, identifier);
        }
        throw new InvalidOperationException($"no scope has the variable '{identifier}'");
    }

    private string Define(string name, Load load)
    {
        var identifier = $"l_{_level}_{name}";
        _references[name] = identifier;
        _loads[identifier] = load;
        return identifier;
    }
}
