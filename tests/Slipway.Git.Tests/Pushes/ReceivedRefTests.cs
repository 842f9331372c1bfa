using Slipway.Git.Pushes;

namespace Slipway.Git.Tests.Pushes;

public sealed class ReceivedRefTests
{
    private static readonly string Zero = new('0', 40);
    private static readonly string One = new('1', 40);

    [Fact]
    public void Lines_are_read_and_others_left_out()
    {
        var lines = $"{Zero} {One} refs/heads/main\n{One} {Zero} refs/heads/old\nnonsense\n" +
            $"{One} {One} refs/heads/a b\n{One} {One} ../../x\n\n{One} {One}\n";
        ReceivedRef.Parse(lines)
            .ShouldBe([new ReceivedRef(null, One, "refs/heads/main"), new ReceivedRef(One, null, "refs/heads/old")]);
    }

    [Fact]
    public void Their_number_is_bounded() =>
        ReceivedRef.Parse(string.Concat(Enumerable.Repeat($"{Zero} {One} refs/heads/main\n", 5000))).Count
            .ShouldBe(1000);
}
