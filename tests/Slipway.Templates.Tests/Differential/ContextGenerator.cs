namespace Slipway.Templates.Tests.Differential;

/// <summary>Variables for a case; each name has the same type in every case.</summary>
internal sealed class ContextGenerator(Random random)
{
    private static readonly string[] Words =
    [
        "alpha", "Beta", "gamma-ray", "delta", "Épsilon", "zeta eta", "", "42", "3.14", "a,b,c", "UPPER", "it's",
        "say \"hi\"", "x < y & z", "tab\there", "naïve", "日本",
        "two\nlines", "  padded  ", "http://example.com/a", "key=value", "%d%%", "{x}", "back\\slash", "straße",
        "😀 smile", "mail@example.org",
    ];

    public IReadOnlyDictionary<string, object?> Next() => new Dictionary<string, object?>
    {
        ["i"] = random.Next(-5, 20),
        ["j"] = random.Next(1, 9),
        ["k"] = random.Next(8) == 0 ? (object)1234567890123456789L : random.Next(1000),
        ["f"] = Float(),
        ["g"] = Float(),
        ["s"] = Word(),
        ["t"] = Word(),
        ["text"] = string.Join(' ', Enumerable.Range(0, random.Next(1, 14)).Select(_ => Word())),
        ["yes"] = true,
        ["no"] = false,
        ["nothing"] = null,
        ["ints"] = Enumerable.Range(0, random.Next(7)).Select(_ => random.Next(-3, 12)).ToArray(),
        ["floats"] = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Float()).ToArray(),
        ["words"] = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Word()).ToArray(),
        ["pairs"] = Enumerable.Range(0, random.Next(1, 4)).Select(n => new object[] { Word(), n }).ToArray(),
        ["nested"] = new object[] { 1, new object[] { 2, new object[] { 3 }, Word() }, Word() },
        ["d"] = new Dictionary<string, object?>
        {
            ["a"] = random.Next(9), ["B"] = random.Next(9), ["c"] = random.Next(9), ["items_"] = random.Next(9),
        },
        ["deep"] = new Dictionary<string, object?>
        {
            ["list"] = new object[] { 1, "two", 3.5 },
            ["dict"] = new Dictionary<string, object?> { ["x"] = Word(), ["none"] = null }, ["s"] = Word(),
        },
        ["users"] = Enumerable.Range(0, random.Next(1, 5)).Select(_ => User()).ToArray(),
        ["tree"] = new[] { Tree(2), Tree(1) },
    };

    private double Float() => random.Next(4) switch
    {
        0 => random.Next(-100, 100) / 8.0,
        1 => random.NextDouble() * Math.Pow(10, random.Next(-6, 18)),
        2 => random.Next(50),
        _ => Math.Round(random.NextDouble() * 100, random.Next(4)),
    };

    private string Word() => Words[random.Next(Words.Length)];

    private Dictionary<string, object?> User()
    {
        var user = new Dictionary<string, object?>
        {
            ["name"] = Word(), ["age"] = random.Next(20, 24), ["active"] = random.Next(2) == 0,
        };
        if (random.Next(3) > 0)
            user["address"] = new Dictionary<string, object?>
            {
                ["city"] = random.Next(2) == 0 ? "Paris" : "paris", ["zip"] = random.Next(10),
            };
        return user;
    }

    private Dictionary<string, object?> Tree(int depth) => new()
    {
        ["name"] = Word(),
        ["children"] = depth == 0
            ? Array.Empty<object>()
            : Enumerable.Range(0, random.Next(3)).Select(_ => (object)Tree(depth - 1)).ToArray(),
    };
}
