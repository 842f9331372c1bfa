using System.Text.Json;
using Slipway.Templates;
using Slipway.Templates.Dialects;
using Slipway.Templates.Loading;

namespace Slipway.Bench.Templates;

/// <summary>What one template was given, and what its own renderer made of it.</summary>
/// <param name="Kind">kolla, ccp or plain.</param>
/// <param name="Roots">Directories that templates are loaded from.</param>
/// <param name="Templates">An override, which is loaded from here instead.</param>
/// <param name="Parent">The template in the roots that an override extends.</param>
/// <param name="Error">The class of Jinja's error, in place of an output.</param>
internal sealed record RecordedRendering(
    string Kind, string Name, string Label, IReadOnlyList<string> Roots, UndefinedBehavior Undefined,
    IReadOnlyDictionary<string, JsonElement> Context,
    IReadOnlyDictionary<string, string>? Templates, string? Parent, IReadOnlyList<string>? Sources, string? Output,
    string? Error, string? Message);

/// <summary>A checkout of templates as bench/templates/record.py recorded it.</summary>
internal sealed class RecordedTree
{
    private static readonly JsonSerializerOptions Names =
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
        };
    private readonly Dictionary<string, TemplateEnvironment> _environments = [];
    private readonly Dictionary<object, Dictionary<string, object?>> _variables =
        new(ReferenceEqualityComparer.Instance);

    public required IReadOnlyList<RecordedRendering> Renderings { get; init; }

    /// <summary>kolla's package repositories.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Repositories { get; init; }

    public static RecordedTree Read(string file)
    {
        using var stream = File.OpenRead(file);
        return JsonSerializer.Deserialize<RecordedTree>(stream, Names)!;
    }

    /// <summary>Forgets the templates that were read.</summary>
    public void Forget() => _environments.Clear();

    public void Prepare(RecordedRendering rendering) => Variables(rendering.Context);

    public string Render(RecordedRendering rendering)
    {
        var context = rendering.Parent is null ? Variables(rendering.Context) : new Dictionary<string, object?>(
            Variables(rendering.Context));
        if (rendering.Kind == "ccp")
        {
            var environment = New(new DirectoryTemplates(rendering.Roots[0]), rendering);
            new CcpImage(
                new CcpImageNames { Namespace = Text(context, "namespace"), Tag = Text(context, "tag") },
                rendering.Sources ?? []).AddTo(environment);
            return environment.Get(rendering.Name).Render(context);
        }
        var shared = Shared(rendering);
        if (rendering.Parent is null)
            return shared.Get(rendering.Name).Render(context);
        var overriding = New(new MemoryTemplates(rendering.Templates!), rendering);
        context["parent_template"] = shared.Get(rendering.Parent);
        return overriding.Get(rendering.Name).Render(context);
    }

    private TemplateEnvironment Shared(RecordedRendering rendering)
    {
        if (!_environments.TryGetValue(rendering.Roots[0], out var environment))
            _environments.Add(
                rendering.Roots[0], environment = New(new DirectoryTemplates(rendering.Roots[0]), rendering));
        return environment;
    }

    private TemplateEnvironment New(ITemplateSource source, RecordedRendering rendering)
    {
        var environment = new TemplateEnvironment(source, new TemplateOptions { Undefined = rendering.Undefined });
        if (rendering.Kind == "kolla")
            Kolla.AddTo(environment, Variables(Repositories!));
        return environment;
    }

    /// <summary>Once for each context: what JSON costs is no part of what is measured.</summary>
    private Dictionary<string, object?> Variables(IReadOnlyDictionary<string, JsonElement> json)
    {
        if (!_variables.TryGetValue(json, out var variables))
            _variables.Add(json, variables = json.ToDictionary(entry => entry.Key, entry => Value(entry.Value)));
        return variables;
    }

    private static object? Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object =>
            json.EnumerateObject().ToDictionary(property => property.Name, property => Value(property.Value)),
        JsonValueKind.Array => json.EnumerateArray().Select(Value).ToList(),
        JsonValueKind.String => json.GetString(),
        _ => json,
    };

    private static string Text(Dictionary<string, object?> context, string name) => (string)context[name]!;
}
