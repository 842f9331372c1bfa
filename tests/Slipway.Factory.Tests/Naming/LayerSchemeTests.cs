using Slipway.Factory.Naming;

namespace Slipway.Factory.Tests.Naming;

public class LayerSchemeTests
{
    private static readonly LayerScheme Scheme = new("debian", "mos", "ms");

    [Theory]
    [InlineData("debian", LayerKind.Base, null)]
    [InlineData("debian-mos", LayerKind.Tools, null)]
    [InlineData("debian-mos-ms", LayerKind.CommonLibs, null)]
    [InlineData("debian-mos-ms-keystone-base", LayerKind.Dependencies, "keystone")]
    [InlineData("debian-mos-ms-keystone", LayerKind.Service, "keystone")]
    [InlineData("debian-mos-mysql", LayerKind.Service, "mysql")]
    [InlineData("debian-mos-mysql-base", LayerKind.Dependencies, "mysql")]
    [InlineData("debian-mos-msql", LayerKind.Service, "msql")]
    [InlineData("debian-mos-ms-nova-api", LayerKind.Service, "nova-api")]
    [InlineData("debian-mos-base", LayerKind.Service, "base")]
    public void A_name_says_its_layer(string image, LayerKind kind, string? service)
    {
        var layer = Scheme.Find(image).ShouldNotBeNull();
        (layer.Kind, layer.Service).ShouldBe((kind, service));
    }

    [Theory]
    [InlineData("debian-keystone")]
    [InlineData("debianmos")]
    [InlineData("centos-mos")]
    [InlineData("debian-mos-")]
    [InlineData("debian-mos-ms-")]
    [InlineData("debian-mos-ms--base")]
    [InlineData("")]
    public void Other_names_say_none(string image)
    {
        Scheme.Find(image).ShouldBeNull();
        Scheme.Misfit(image, "debian").ShouldNotBeNull().ShouldContain("says no layer");
    }

    [Theory]
    [InlineData("debian", null)]
    [InlineData("debian-mos", "debian")]
    [InlineData("debian-mos-ms", "debian-mos")]
    [InlineData("debian-mos-ms-keystone-base", "debian-mos-ms")]
    [InlineData("debian-mos-ms-keystone", "debian-mos-ms-keystone-base")]
    [InlineData("debian-mos-ms-keystone", "debian-mos-ms")]
    [InlineData("debian-mos-mysql", "debian-mos")]
    [InlineData("debian-mos-mysql", "debian-mos-mysql-base")]
    public void An_image_may_stand_on_the_layers_below_its_own(string image, string? parent) =>
        Scheme.Misfit(image, parent).ShouldBeNull();

    [Theory]
    [InlineData("debian", "debian-mos", "is the base")]
    [InlineData("debian-mos", null, "stands on debian,")]
    [InlineData("debian-mos-ms", "debian", "stands on debian-mos,")]
    [InlineData("debian-mos-ms-keystone", "debian-mos", "stands on debian-mos-ms-keystone-base or debian-mos-ms,")]
    [InlineData("debian-mos-ms-keystone", "debian-mos-ms-nova-base", "FROM debian-mos-ms-nova-base")]
    [InlineData("debian-mos-ms-keystone-base", "debian-mos-ms-keystone", "dependencies layer")]
    [InlineData("debian-mos-mysql", "debian-mos-ms", "stands on debian-mos-mysql-base or debian-mos,")]
    public void An_image_that_stands_on_something_else_is_told_what_fits(string image, string? parent, string cause) =>
        Scheme.Misfit(image, parent).ShouldNotBeNull().ShouldContain(cause);
}
