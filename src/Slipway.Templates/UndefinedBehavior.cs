namespace Slipway.Templates;

/// <summary>The behaviour of undefined variables (Jinja: "Undefined Types").</summary>
public enum UndefinedBehavior
{
    /// <summary>Prints as an empty string and iterates as empty; everything else is an UndefinedError.</summary>
    Lenient,

    /// <summary>Only tests such as <c>is defined</c> are allowed.</summary>
    Strict,

    /// <summary>Like lenient; attributes and items are undefined, too.</summary>
    Chainable,

    /// <summary>Like lenient, but prints the undefined expression.</summary>
    Debug,
}
