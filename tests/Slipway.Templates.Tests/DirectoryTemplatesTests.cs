using Slipway.Templates;
using Slipway.Templates.Loading;
using Slipway.Testing;

namespace Slipway.Templates.Tests;

public sealed class DirectoryTemplatesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public DirectoryTemplatesTests()
    {
        Directory.CreateDirectory(_directory.File("tree/sub"));
        File.WriteAllText(_directory.File("secret"), "secret");
        File.WriteAllText(_directory.File("tree/sub/a.j2"), "a{{ x }}");
        File.CreateSymbolicLink(_directory.File("tree/out"), "../secret");
        File.CreateSymbolicLink(_directory.File("tree/absolute"), _directory.File("secret"));
        File.CreateSymbolicLink(_directory.File("tree/in"), "sub/a.j2");
    }

    [Theory]
    [InlineData("sub/a.j2", "a{{ x }}")]
    [InlineData("in", "a{{ x }}")]
    [InlineData("./sub//a.j2", "a{{ x }}")]
    [InlineData("../secret", null)]
    [InlineData("sub/../../secret", null)]
    [InlineData("out", null)]
    [InlineData("absolute", null)]
    [InlineData("sub", null)]
    [InlineData("", null)]
    [InlineData("no\0such", null)]
    public void Nothing_outside_of_the_directory_is_read(string name, string? expected) =>
        Templates().Find(name).ShouldBe(expected);

    [Fact]
    public void A_file_that_is_too_long_is_refused()
    {
        File.WriteAllText(_directory.File("tree/long"), new string('a', 1000));
        Should.Throw<TemplateException>(() => new DirectoryTemplates([_directory.File("tree")], 999).Find("long")).Error
            .ShouldBe(TemplateError.LimitExceeded);
    }

    public void Dispose() => _directory.Dispose();

    private DirectoryTemplates Templates() => new(_directory.File("tree"));
}
