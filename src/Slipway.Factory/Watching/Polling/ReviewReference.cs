using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Slipway.Factory.Naming;

namespace Slipway.Factory.Watching.Polling;

/// <summary>
/// Gerrit's reference of a change: <c>refs/changes/NN/CHANGE/PATCHSET</c>, where NN is the last two digits of the
/// change.
/// </summary>
internal static class ReviewReference
{
    public const string Pattern = "refs/changes/*";

    public static bool TryParse(string reference, [NotNullWhen(true)] out ChangeNumber? change)
    {
        change = reference.Split('/') is ["refs", "changes", var shard, var number, var patchset]
            && TryNumber(number, out var found) && TryNumber(patchset, out var ordinal)
            && shard == (found % 100).ToString("00", CultureInfo.InvariantCulture)
            ? new ChangeNumber(found, ordinal)
            : null;
        return change is not null;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0 && text[0] != '0';
}
