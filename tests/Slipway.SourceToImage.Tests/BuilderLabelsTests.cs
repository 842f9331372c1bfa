using Slipway.Oci;
using Slipway.SourceToImage;

namespace Slipway.SourceToImage.Tests;

public class BuilderLabelsTests
{
    private static BuilderLabels Of(params (string Name, string Value)[] labels) =>
        BuilderLabels.Of(new ContainerConfig
        {
            User = "1001", Labels = new(labels.ToDictionary(label => label.Name, label => label.Value)),
        });

    [Fact]
    public void Without_labels_scripts_run_as_the_images_user_over_tmp()
    {
        var labels = Of();
        labels.Destination.ShouldBe("/tmp");
        labels.ScriptsDirectory.ShouldBeNull();
        labels.AssembleUser.ShouldBe("1001");
        BuilderLabels.Of(null).AssembleUser.ShouldBe("");
    }

    [Fact]
    public void Labels_of_source_to_image_are_followed()
    {
        var labels = Of(
            ("io.openshift.s2i.destination", "/opt/up/"), ("io.openshift.s2i.scripts-url", "image:///usr/libexec/s2i"),
            ("io.openshift.s2i.assemble-user", "builder"));
        (labels.Destination, labels.ScriptsDirectory, labels.AssembleUser)
            .ShouldBe(("/opt/up", "/usr/libexec/s2i", "builder"));
    }

    [Fact]
    public void Older_images_name_them_otherwise()
    {
        Of(("io.s2i.destination", "/old"), ("io.s2i.scripts-url", "image:///old/s2i")).ScriptsDirectory
            .ShouldBe("/old/s2i");
        var labels = BuilderLabels.Of(
            new ContainerConfig { Env = ["STI_LOCATION=/older", "STI_SCRIPTS_URL=image:///older/sti"] });
        (labels.Destination, labels.ScriptsDirectory).ShouldBe(("/older", "/older/sti"));
    }

    [Theory]
    [InlineData("io.openshift.s2i.scripts-url", "https://example.org/scripts")]
    [InlineData("io.openshift.s2i.scripts-url", "file:///etc")]
    [InlineData("io.openshift.s2i.scripts-url", "image:///../..")]
    [InlineData("io.openshift.s2i.destination", "relative")]
    [InlineData("io.openshift.s2i.destination", "/")]
    [InlineData("io.openshift.s2i.destination", "/tmp/../etc")]
    public void What_a_label_cannot_mean_is_refused(string name, string value)
    {
        var error = Should.Throw<SourceBuildException>(() => Of((name, value)));
        error.Message.ShouldContain(name);
        error.NextStep.ShouldNotBeEmpty();
    }
}
