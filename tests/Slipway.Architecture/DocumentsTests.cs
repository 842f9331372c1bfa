using System.CommandLine;
using System.Text.RegularExpressions;
using Slipway.Commands;

namespace Slipway.Architecture;

public partial class DocumentsTests
{
    public static TheoryData<string> Pages => [.. PageFiles];

    internal static IEnumerable<string> PageFiles =>
    [
        "README.md", "ARCHITECTURE.md",
        .. Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(SourceTree.Relative),
    ];

    public static TheoryData<string> Verbs => [.. VerbsOf(CommandTree.Create(), "slipway")];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_relative_link_leads_to_what_is_there(string page) => Link().Matches(Read(page))
        .Select(match => match.Groups[1].Value)
        .Where(link => !link.Contains("://", StringComparison.Ordinal))
        .Where(link => !Exists(Path.Combine(SourceTree.Root, Path.GetDirectoryName(page)!, link)))
        .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Verbs))]
    public void A_verb_is_in_the_reference(string verb) => Read("docs/reference/commands.md").ShouldContain(verb);

    [Fact]
    public void Every_error_code_is_in_the_reference()
    {
        var page = Read("docs/reference/rest-api.md");
        Enum.GetValues<ErrorCode>().Where(code => !page.Contains($"`{code.Name}`", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_names_no_place_of_a_developers_machine(string page) =>
        HomePath().Match(Read(page)).Value.ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_names_no_host_of_the_public_network(string page) =>
        PublicHost().Match(Read(page)).Value.ShouldBeEmpty();

    /// <summary>The verbs at the ends of the tree, as they are typed.</summary>
    private static IEnumerable<string> VerbsOf(Command command, string typed) => command.Subcommands.Count == 0
        ? [typed]
        : command.Subcommands.SelectMany(verb => VerbsOf(verb, $"{typed} {verb.Name}"));

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    private static string Read(string page) => File.ReadAllText(Path.Combine(SourceTree.Root, page));

    /// <summary>The target of <c>[text](target#part)</c>; a link into the same page has none.</summary>
    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w.*])/(?:work|home|Users)/\w+")]
    private static partial Regex HomePath();

    /// <summary>Examples use example.com, example.org and localhost.</summary>
    [GeneratedRegex(@"\b(?!example\.)[a-z0-9-]+\.(?:io|com|org|net|dev)\b(?!\.)", RegexOptions.IgnoreCase)]
    private static partial Regex PublicHost();
}
