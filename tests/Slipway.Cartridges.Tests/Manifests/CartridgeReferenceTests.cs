using Slipway.Cartridges.Manifests;

namespace Slipway.Cartridges.Tests.Manifests;

public class CartridgeReferenceTests
{
    [Theory]
    [InlineData("nodejs:18", "nodejs", "18")]
    [InlineData("python:3.11", "python", "3.11")]
    [InlineData("static", "static", null)]
    public void A_reference_is_a_name_and_perhaps_a_version(string text, string name, string? version)
    {
        CartridgeReference.TryParse(text, out var reference).ShouldBeTrue();
        reference.ShouldBe(new CartridgeReference(name, version));
        reference.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":18")]
    [InlineData("nodejs:")]
    [InlineData("Node")]
    [InlineData("a:b:c")]
    [InlineData("a..b")]
    [InlineData("git")]
    [InlineData("this-name-is-much-longer-than-32-characters")]
    public void Anything_else_is_refused(string text) =>
        CartridgeReference.TryParse(text, out _).ShouldBeFalse();
}
