using System.Collections.Immutable;

namespace Slipway.Dockerfiles.Syntax;

/// <summary>An instruction as written: continuation lines joined, comments removed, here-documents separate.</summary>
/// <param name="Number">Where it begins, 1-based.</param>
internal sealed record LogicalLine(int Number, string Text, ImmutableArray<Heredoc> Heredocs);

/// <summary>
/// A here-document: <c>&lt;&lt;NAME</c>, its lines, and whether variables are expanded in it (the name was not quoted).
/// </summary>
/// <param name="StripTabs">Written as <c>&lt;&lt;-</c>: leading tabs are removed.</param>
public sealed record Heredoc(string Name, string Content, bool Expand, bool StripTabs, string Word);
