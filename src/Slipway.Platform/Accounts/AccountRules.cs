namespace Slipway.Platform.Accounts;

/// <summary>What a store refuses within its transaction, where no other request can come between.</summary>
public static class AccountRules
{
    public static PlatformException LastAdministrator(string name) =>
        new(PlatformError.Conflict, $"'{name}' is the last administrator",
            "make another one first: slipway account create NAME --admin");

    public static PlatformException DomainInUse(string name) =>
        new(PlatformError.Conflict, $"the domain '{name}' has applications", "delete them first");

    public static PlatformException DomainGone(string name) =>
        new(PlatformError.NotFound, $"there is no domain '{name}'", "`slipway domain list` shows yours");
}
