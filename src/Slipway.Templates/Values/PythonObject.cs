using System.Diagnostics.CodeAnalysis;
using Slipway.Templates.Rendering;

namespace Slipway.Templates.Values;

/// <summary>
/// A value of a template that is not a .NET primitive. None is null; bool, long, BigInteger, double and string stand
/// for Python's bool, int, float and str. Templates can access only these members: there is no reflection.
/// </summary>
internal abstract class PythonObject
{
    /// <summary>As <c>type(x).__name__</c>.</summary>
    public abstract string TypeName { get; }

    /// <summary>As Jinja names the object's type in messages: with its module unless built in.</summary>
    public virtual string QualifiedTypeName => TypeName;

    public virtual bool IsTrue => Length is not 0;

    /// <summary>Null when <c>len(x)</c> is a TypeError.</summary>
    public virtual int? Length => null;

    public virtual bool IsHashable => true;

    public virtual bool IsMapping => false;

    /// <summary>As <c>str(x)</c>.</summary>
    public virtual string ToText() => Representation.Of(this);

    /// <summary>As <c>repr(x)</c>.</summary>
    public abstract void WriteTo(Representation representation);

    public virtual bool TryGetAttribute(string name, out object? value)
    {
        value = null;
        return false;
    }

    /// <summary>As <c>x[key]</c>; false is a LookupError.</summary>
    /// <exception cref="TemplateException">The value has no items, or none by keys of this type.</exception>
    public virtual bool TryGetItem(object? key, Budget budget, out object? value) =>
        throw Errors.Type($"'{TypeName}' object is not subscriptable");

    /// <summary>Null when <c>iter(x)</c> is a TypeError.</summary>
    public virtual IEnumerator<object?>? Iterate() => null;

    /// <summary>As <c>item in x</c>; null leaves it to iteration.</summary>
    public virtual bool? Contains(object? item, Budget budget) => null;

    public virtual bool IsEqualTo(object? other, Budget budget) => ReferenceEquals(this, other);

    public virtual int KeyHash() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    [ExcludeFromCodeCoverage]
    public sealed override string ToString() => Representation.Of(this);
}
