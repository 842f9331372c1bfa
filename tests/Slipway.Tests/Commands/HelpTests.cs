using System.CommandLine;
using Slipway.Commands;

namespace Slipway.Tests.Commands;

/// <summary>Every verb explains itself.</summary>
public sealed class HelpTests
{
    public static TheoryData<string> Verbs => [.. All(CommandTree.Create(), [])];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void A_verb_tells_what_it_does_and_what_it_takes(string verb)
    {
        var (code, help) = Run([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        code.ShouldBe(0);
        var command = Find(verb);
        help.ShouldContain(command.Description!.Split(' ')[0]);
        foreach (var option in command.Options)
            help.ShouldContain(option.Name);
        foreach (var symbol in command.Options.Cast<Symbol>().Concat(command.Arguments)
            .Concat(command.Subcommands).Where(symbol => symbol is not Option { Hidden: true }))
            symbol.Description.ShouldNotBeNullOrWhiteSpace($"{symbol.Name} of `slipway {verb}`");
    }

    [Theory]
    [InlineData("app")]
    [InlineData("app", "create")]
    [InlineData("nonsense")]
    [InlineData("scale", "blog", "many")]
    [InlineData("limits", "set", "blog", "--memory", "much")]
    [InlineData("build", "blog", "--timeout", "soon")]
    [InlineData("app", "list", "--output", "xml")]
    public void A_wrong_command_line_is_an_error_before_anything_happens(params string[] arguments) =>
        CommandTree.Create().Parse(arguments).Errors.ShouldNotBeEmpty();

    private static (int Code, string Text) Run(string[] arguments)
    {
        var output = new StringWriter();
        return (CommandTree.Create().Parse(arguments).Invoke(new InvocationConfiguration { Output = output }),
            output.ToString());
    }

    private static Command Find(string verb) => verb.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Aggregate(
            (Command)CommandTree.Create(), (command, name) => command.Subcommands.Single(child => child.Name == name));

    private static IEnumerable<string> All(Command command, string[] path) =>
        [string.Join(' ', path), .. command.Subcommands.SelectMany(child => All(child, [.. path, child.Name]))];
}
