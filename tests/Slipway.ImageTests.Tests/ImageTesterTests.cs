using Microsoft.Extensions.Logging;
using Slipway.ImageTests.Files;
using Slipway.Testing;

namespace Slipway.ImageTests.Tests;

[Collection(nameof(ImageTestMachine))]
public sealed class ImageTesterTests(ImageTestMachine machine)
{
    [Fact]
    public async Task A_bug_of_Slipway_is_named_as_one_and_logged()
    {
        using var log = new RecordedLog();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(log));
        var file = ImageTestFile.Parse(
            "schemaVersion: 2.0.0\ncommandTests: [{name: says, command: echo, args: [x], expectedOutput: [x]}]", "t");
        var report = await new ImageTester(null!, null!, loggers.CreateLogger<ImageTester>()).RunAsync(
            new ImageTestRequest { Image = machine.Web, Files = [new LocatedTestFile(file, "/")] }, null,
            TestContext.Current.CancellationToken);
        report.Cases.ShouldHaveSingleItem().Message.ShouldContain(
            "an error inside Slipway (NullReferenceException)");
        log.Entries.ShouldHaveSingleItem().Exception.ShouldBeOfType<NullReferenceException>();
    }
}
