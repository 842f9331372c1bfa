using System.Globalization;

namespace Slipway.Edge.Configuration;

/// <summary>The unprivileged account of HAProxy's workers: <c>haproxy</c>, from Debian's package.</summary>
internal sealed record Account(uint User, uint Group)
{
    /// <summary>Null when this process is not root and cannot change to another account.</summary>
    public static Account? Find()
    {
        if (!Environment.IsPrivilegedProcess)
            return null;
        var accounts = File.ReadLines("/etc/passwd").Select(line => line.Split(':'))
            .Where(fields => fields.Length > 3).ToList();
        return new[] { "haproxy", "nobody" }
            .Select(name => accounts.Find(fields => fields[0] == name)).OfType<string[]>()
            .Select(fields => new Account(uint.Parse(fields[2], CultureInfo.InvariantCulture),
                uint.Parse(fields[3], CultureInfo.InvariantCulture)))
            .FirstOrDefault();
    }
}
