namespace Slipway.Templates.Rendering;

/// <summary>Where a statement goes on.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,
}
