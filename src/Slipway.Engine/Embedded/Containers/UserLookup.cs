using System.Globalization;

namespace Slipway.Engine.Embedded.Containers;

/// <summary>
/// Resolves an image's <c>user[:group]</c>, names or numbers, with passwd(5) and group(5) of the root.
/// </summary>
public static class UserLookup
{
    /// <summary>The first id outside of every range.</summary>
    private const uint Ids = 65536;

    private const int MaxGroups = 256;

    /// <param name="passwd">The text of <c>/etc/passwd</c>; null when the root has none.</param>
    /// <param name="group">The text of <c>/etc/group</c>; null when the root has none.</param>
    /// <exception cref="SlipwayException">A name is unknown, or a number is out of range.</exception>
    public static ContainerUser Resolve(string user, string? passwd, string? group)
    {
        var (name, groupName) = Cut(user);
        var entry = FindUser(name, passwd);
        var uid = entry?.Id ?? Number(name) ?? throw Unknown("user", name, "/etc/passwd");
        var gid = groupName is null ? entry?.Gid ?? 0 : GroupId(groupName, group);
        var extra = groupName is null && entry is not null ? GroupsOf(entry.Name, group).Where(g => g != gid) : [];
        Require(uid, user);
        Require(gid, user);
        return new ContainerUser(uid, gid, [.. extra.Distinct().Order().Take(MaxGroups)]) { Home = entry?.Home };
    }

    private static (string User, string? Group) Cut(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var user = colon < 0 ? text : text[..colon];
        var group = colon < 0 || colon == text.Length - 1 ? null : text[(colon + 1)..];
        return (user.Length == 0 ? "0" : user, group);
    }

    private static Passwd? FindUser(string name, string? passwd)
    {
        var number = Number(name);
        Passwd? byNumber = null;
        foreach (var fields in Entries(passwd, 7))
        {
            if (Number(fields[2]) is not { } uid || Number(fields[3]) is not { } gid)
                continue;
            var entry = new Passwd(fields[0], uid, gid, fields[5]);
            if (fields[0] == name)
                return entry;
            if (uid == number)
                byNumber ??= entry;
        }
        return byNumber;
    }

    private static uint GroupId(string name, string? group) =>
        Entries(group, 4).FirstOrDefault(f => f[0] == name) is { } found && Number(found[2]) is { } gid
            ? gid
            : Number(name) ?? throw Unknown("group", name, "/etc/group");

    private static IEnumerable<uint> GroupsOf(string user, string? group) =>
        Entries(group, 4).Where(f => f[3].Split(',').Contains(user)).Select(f => Number(f[2]))
            .OfType<uint>().Where(g => g < Ids);

    private static IEnumerable<string[]> Entries(string? text, int fields) =>
        (text ?? "").Split('\n').Select(line => line.TrimEnd('\r').Split(':'))
            .Where(entry => entry.Length == fields && entry[0].Length > 0);

    private static uint? Number(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static void Require(uint id, string user)
    {
        if (id >= Ids)
            throw new SlipwayException(
                ErrorCode.EngineInvalidSpec, $"user '{Excerpt.Of(user)}': id {id} is not below {Ids}");
    }

    private static SlipwayException Unknown(string what, string name, string file) =>
        new(ErrorCode.EngineInvalidSpec, $"the image has no {what} '{Excerpt.Of(name)}' in {file}",
            $"add it in the image, or use a number");

    private sealed record Passwd(string Name, uint Id, uint Gid, string Home);
}
