using Slipway.Factory.DebianBase;
using Slipway.Oci;
using Slipway.Testing;
using Slipway.Testing.Builds;

namespace Slipway.Factory.Tests;

/// <summary>Debian is made for real, from the archives that this machine's apt knows.</summary>
[Collection(DebianCollection.Name)]
public sealed class DebianBaseBuilderTests(BuildMachine machine)
{
    private static readonly ImageReference Name = ImageReference.Parse("images/debian:12");

    [Fact]
    public async Task Debian_is_made_the_same_twice_and_apt_works_in_it()
    {
        var builder = new DebianBaseBuilder(Path.Combine(machine.DataDirectory, "debian"), machine.Engine,
            machine.Content, machine.Images, machine.Cache);
        var lines = new List<string>();
        var image = await builder.BuildAsync(new DebianBaseBuild { UseCache = false }, Tell, CancellationToken.None);
        lines.Count.ShouldBeGreaterThan(3);
        (await machine.Images.FindAsync(Name, default))!.Digest.ShouldBe(image.Digest);
        image.Layers.Layers.Length.ShouldBe(1);
        (await machine.RunAsync(image, "sh", "-c",
            "cat /etc/debian_version | cut -d. -f1; ls /etc/hostname /etc/resolv.conf /var/log/apt/* /dev/null.x " +
                "2>/dev/null | wc -l; dpkg --audit; grep -c '^Status: install ok' /var/lib/dpkg/status | tr -d ' '"))
            .Split('\n')[..2].ShouldBe(["12", "0"]);

        (await builder.BuildAsync(new DebianBaseBuild { UseCache = false }, Tell, CancellationToken.None)).Digest
            .ShouldBe(image.Digest);

        lines.Clear();
        (await builder.BuildAsync(new DebianBaseBuild(), Tell, CancellationToken.None)).Digest.ShouldBe(image.Digest);
        lines.ShouldBeEmpty();
        (await builder.BuildAsync(
            new DebianBaseBuild { Refresh = true, Name = ImageReference.Parse("images/debian:refreshed") }, Tell,
            CancellationToken.None)).Digest.ShouldBe(image.Digest);
        lines.ShouldHaveSingleItem();

        using var context = await ContextDirectory.MakeAsync("FROM images/debian:12\nRUN apt-get update && " +
            "apt-get install -y --no-install-recommends netcat-openbsd && rm -rf /var/lib/apt/lists/* && " +
            "ls /var/cache/apt/archives/*.deb 2>/dev/null | wc -l > /debs && nc -h 2>&1 | head -1\n");
        var (built, progress) = await machine.BuildAsync(context.Build());
        (await machine.RunAsync(built, "cat", "/debs")).ShouldBe("0");
        progress.OfType<Slipway.Dockerfiles.BuildProgress.Output>()
            .ShouldContain(output => output.Line.Text.Contains("OpenBSD netcat"));

        ValueTask Tell(string line)
        {
            lines.Add(line);
            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public async Task Archives_that_do_not_answer_are_an_error_with_cause_and_next_step()
    {
        using var apt = new Slipway.Testing.TemporaryDirectory();
        await File.WriteAllTextAsync(apt.File("sources.list"), "deb http://127.0.0.1:9/debian bookworm main\n");
        var builder = new DebianBaseBuilder(Path.Combine(machine.DataDirectory, "debian-broken"), machine.Engine,
            machine.Content, machine.Images, machine.Cache, apt.Path);
        var error = await Refusal.OfAsync(ErrorCode.DebianBase, () => builder.BuildAsync(
            new DebianBaseBuild { UseCache = false }, _ => ValueTask.CompletedTask, CancellationToken.None));
        error.Message.ShouldContain("could not be read");
        error.NextStep.ShouldNotBeNull().ShouldContain("apt-get update");
    }
}
