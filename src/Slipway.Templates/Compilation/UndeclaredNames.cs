using Slipway.Templates.Syntax;

namespace Slipway.Templates.Compilation;

/// <summary>
/// Which of the special names (caller, loop, self, …) are used before they are given another meaning; blocks are
/// not looked into.
/// </summary>
internal static class UndeclaredNames
{
    public static HashSet<string> Find(IEnumerable<Node> nodes, params string[] names)
    {
        var wanted = names.ToHashSet();
        var found = new HashSet<string>();
        foreach (var name in nodes.Where(node => node is not Block)
            .SelectMany(node => node.All(intoBlocks: false)).OfType<Name>())
        {
            if (name.Use != NameUse.Load || !wanted.Contains(name.Identifier))
            {
                wanted.Remove(name.Identifier);
                continue;
            }
            found.Add(name.Identifier);
            if (found.SetEquals(wanted))
                break;
        }
        return found;
    }
}
