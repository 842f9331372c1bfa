namespace Slipway.Templates.Values;

/// <summary>The value of a variable that was not given one: Jinja's <c>missing</c>.</summary>
internal sealed class Missing : PythonObject
{
    private Missing()
    {
    }

    public static Missing Value { get; } = new();

    public override string TypeName => "MissingType";

    public override void WriteTo(Representation representation) => representation.Append("missing");
}
