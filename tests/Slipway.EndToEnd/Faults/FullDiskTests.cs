using System.Net.Http.Headers;
using System.Text;
using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;
using Slipway.Testing;

namespace Slipway.EndToEnd.Faults;

[Collection(SharedInstallationCollection.Name)]
public class FullDiskTests(SharedInstallation shared)
{
    private const long DiskSize = 1200L << 20;

    [Fact]
    public async Task On_a_full_disk_changes_fail_with_the_cause_applications_answer_and_with_room_everything_goes_on()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "gears need root");
        await using var disk = await SmallDisk.MountAsync(
            Path.Combine(shared.Scratch("small-disk"), "mount"), DiskSize);
        await using var small = await FurnishAsync(disk);
        await using var bystander = await Bystander.CreateAsync(small, "bystander", "plain");
        var application = await Application.CreateAsync(small, "crowded", "plain");
        var tree = await WorkTree.OfAsync(small, application, "samples/static-site");
        var source = Path.GetDirectoryName(tree.File("public/index.html"))!;
        // Too much for what the database and a file system keep for themselves.
        await File.WriteAllBytesAsync(tree.File("public/noise"), Noise(8 << 20));
        await tree.CommitAsync("Noise");

        var filler = disk.Fill();
        (await tree.PushAsync("+main:main")).ShouldSatisfyAllConditions(push => push.ExitCode.ShouldNotBe(0),
            push => push.Errors.ShouldContain("No space left on device"));
        foreach (var verb in new string[][]
        {
            ["build", "crowded", "--source", source], ["env", "set", "crowded", "A=" + new string('a', 30_000)],
            ["app", "create", "another", "--cartridge", "plain"],
        })
            (await small.Slipway.TryAsync(verb)).ShouldSatisfyAllConditions(failed => failed.ExitCode.ShouldNotBe(0),
                failed => failed.Errors.ShouldContain("disk"), failed => failed.Errors.ShouldContain("free space"));
        (await UploadAsync(small)).ShouldContain("disk is full; free space on the server");
        (await small.Slipway.RunAsync("app", "list")).ShouldContain("crowded");
        (await application.GetAsync()).ShouldContain("Your site runs.");
        await bystander.MoreAsync(20);

        await Servers.KillAsync(small);
        await bystander.MoreAsync(20);
        File.Delete(filler);
        await small.StartServerAsync();

        var pushed = await tree.PushAsync("+main:main");
        pushed.ExitCode.ShouldBe(0, pushed.Errors);
        (await application.GetAsync()).ShouldContain("Hello from Slipway");
        await small.Slipway.RunAsync("env", "set", "crowded", "A=1");
        (await application.GearsAsync()).ShouldHaveSingleItem();
        await Servers.KillAsync(small);
        await new Soundness(small).RequireAsync();
        await small.StartServerAsync();
    }

    private async Task<SmallInstallation> FurnishAsync(SmallDisk disk)
    {
        var image = Path.Combine(shared.Scratch("small-images"), "static.tar");
        await shared.Slipway.RunAsync("image", "export", SmallCartridges.Image, "--format", "oci", "--file", image);
        var small = new SmallInstallation(Path.Combine(disk.Path, "data"));
        await small.InitializeAsync();
        await small.Slipway.RunAsync("image", "import", image, "--name", SmallCartridges.Image);
        File.Delete(image);
        await SmallCartridges.AddPlainAsync(small);
        return small;
    }

    private static async Task<string> UploadAsync(Installation installation)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{installation.Token}")));
        var blob = Noise(4 << 20);
        using var body = new ByteArrayContent(blob);
        using var answer = await client.PostAsync(
            new Uri($"{installation.Api}/v2/demo/crowded/blobs/uploads/?digest={Oci.Digest.OfBytes(blob)}"), body);
        ((int)answer.StatusCode).ShouldBe(507);
        return await answer.Content.ReadAsStringAsync();
    }

    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        new Random(length).NextBytes(noise);
        return noise;
    }
}
