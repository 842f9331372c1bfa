namespace Slipway.Templates;

/// <summary>What an undefined variable does (Jinja: "Undefined Types").</summary>
public enum UndefinedBehavior
{
    /// <summary>Prints as nothing and iterates as empty; all else is an UndefinedError.</summary>
    Lenient,

    /// <summary>Only <c>is defined</c> and its kin may look at it.</summary>
    Strict,

    /// <summary>As lenient, and its attributes and items are undefined again.</summary>
    Chainable,

    /// <summary>As lenient, and prints as the expression that is undefined.</summary>
    Debug,
}
