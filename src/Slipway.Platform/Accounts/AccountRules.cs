namespace Slipway.Platform.Accounts;

/// <summary>What a store refuses within its transaction, where no other request can come between.</summary>
public static class AccountRules
{
    public static SlipwayException LastAdministrator(string name) =>
        new(ErrorCode.Conflict, $"'{name}' is the last administrator",
            "make another one first: slipway account create NAME --admin");

    public static SlipwayException DomainInUse(string name) =>
        new(ErrorCode.Conflict, $"the domain '{name}' has applications", "delete them first");

    public static SlipwayException DomainGone(string name) =>
        new(ErrorCode.NotFound, $"there is no domain '{name}'", "`slipway domain list` shows yours");
}
