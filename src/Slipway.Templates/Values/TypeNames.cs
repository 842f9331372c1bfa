using System.Numerics;

namespace Slipway.Templates.Values;

/// <summary>Python's names of types.</summary>
internal static class TypeNames
{
    public static string Of(object? value) => value switch
    {
        null => "NoneType",
        bool => "bool",
        long or BigInteger => "int",
        double => "float",
        string => "str",
        PythonObject other => other.TypeName,
        _ => throw Text.Foreign(value),
    };

    /// <summary>As Jinja describes the owner of what is undefined.</summary>
    public static string Described(object? value) =>
        value is null ? "None" : (value is PythonObject other ? other.QualifiedTypeName : Of(value)) + " object";
}
