using System.Formats.Tar;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;
using Slipway.Linux.Processes;
using Slipway.Testing.Installations;

namespace Slipway.EndToEnd.Faults;

/// <summary>Whatever comes in: an error that names cause and next step, and nothing else is disturbed.</summary>
public class BadInputTests(SharedInstallation installation) : FaultTests(installation)
{
    [Fact]
    public async Task Hostile_archives_are_refused_as_sources_and_as_layers()
    {
        await using var bystander = await Bystander.CreateAsync(Installation, "quiet-archives");
        var application = await Application.CreateAsync(Installation, "archives", "static");
        var before = Inventory.Take(Installation);
        foreach (var (name, archive, cause) in HostileArchives.All)
        {
            var file = Path.Combine(Installation.Scratch("hostile"), "source.tgz");
            await File.WriteAllBytesAsync(file, archive);
            Refused(await Installation.Slipway.TryAsync("build", application.Name, "--archive", file), cause, name);
            var image = await PushAsync(application.Name, archive);
            Refused(await Installation.Slipway.TryAsync("build", application.Name, "--source", CommandLine.Checkout(
                "samples/static-site/public"), "--image", image), cause, "a layer of " + name, "uncompressed digest");
        }
        // Device nodes are left out, not refused: a source that has one is built.
        var device = Path.Combine(Installation.Scratch("hostile"), "device.tgz");
        await File.WriteAllBytesAsync(device, HostileArchives.Tar(HostileArchives.File("index.html"),
            new PaxTarEntry(TarEntryType.BlockDevice, "disk") { DeviceMajor = 8, DeviceMinor = 0 }));
        await Installation.Slipway.RunAsync("build", application.Name, "--archive", device);
        (await Installation.Slipway.TryAsync(
            "exec", application.Name, "--", "sh", "-c", "test -e \"$HOME/disk\"")).ExitCode.ShouldNotBe(0);
        (await application.GetAsync()).ShouldBe("content");
        File.Exists("/etc/slipway-was-here").ShouldBeFalse();
        await bystander.MoreAsync(1);
        await Inventory.SettlesAsync(
            () => [.. Inventory.Take(Installation).Except(before).Where(item => item.Contains("/run/sources")
                || item.Contains("/run/uploads") || item.Contains("/run/trees") || item.Contains("/builds/sources"))]);
        await Installation.Slipway.RunAsync("app", "delete", application.Name, "--yes");
    }

    [Fact]
    public async Task A_build_that_takes_too_much_is_ended_and_nobody_else_notices()
    {
        await using var bystander = await Bystander.CreateAsync(Installation, "quiet-builds");
        var application = await Application.CreateAsync(Installation, "greedy", "static");
        foreach (var (script, cause) in new[]
        {
            ("while sleep 1000 & do :; done", "processes"),
            ("tail /dev/zero", "memory"),
            ("fallocate -l 20G \"$HOME/large\" || dd if=/dev/zero of=\"$HOME/large\" bs=1M", "wrote more than"),
            ("sleep 1000", "did not end within"),
        })
        {
            var file = Path.Combine(Installation.Scratch("greedy"), "source.tgz");
            await File.WriteAllBytesAsync(file, SourceFiles.Assembling(script));
            Refused(await Installation.Slipway.TryAsync("build", application.Name, "--archive", file, "--timeout",
                cause.StartsWith("did") ? "3s" : "120s"), cause, script);
        }
        (await application.GetAsync()).ShouldContain("Your site runs.");
        (await application.CurrentReleaseAsync()).ShouldBe(1);
        await bystander.MoreAsync(1);
        await Installation.Slipway.RunAsync("app", "delete", application.Name, "--yes");
    }

    [Fact]
    public async Task Malformed_files_and_names_are_told_with_cause_and_next_step()
    {
        var application = await Application.CreateAsync(Installation, "named", "static", "--empty");
        var scratch = Installation.Scratch("malformed");
        await File.WriteAllTextAsync(Path.Combine(scratch, "manifest.yml"), "Name: [unclosed\n");
        await File.WriteAllTextAsync(Path.Combine(scratch, "Dockerfile"), "FROM images/tools:12\nRUNN true\n");
        foreach (var (verb, cause) in new (string[], string)[]
        {
            (["cartridge", "add", scratch], "manifest"),
            (["image", "build", scratch, "--name", "images/malformed:1"], "RUNN"),
            (["image", "import", Path.Combine(scratch, "Dockerfile")], ""),
            (["app", "create", "../escape", "--cartridge", "static"], "domain"),
            (["app", "create", "UPPER", "--cartridge", "static"], "name"),
            (["app", "create", new string('a', 200), "--cartridge", "static"], "name"),
            (["app", "create", "named", "--cartridge", "static"], "already"),
            (["app", "create", "fine", "--cartridge", "no-such:1"], "no-such"),
            (["env", "set", "named", "1A=x"], "1A"),
            (["scale", "named", "1000"], "1000"),
            (["rollback", "named", "v99"], "99"),
            (["build", "named", "--source", scratch, "--image", "no/such:image"], "no/such:image"),
        })
            Refused(await Installation.Slipway.TryAsync(verb), cause, string.Join(' ', verb));
        await Installation.Slipway.RunAsync("app", "delete", application.Name, "--yes");
    }

    /// <param name="before">Another cause, which may be found before.</param>
    private static void Refused(ToolResult result, string cause, string what, string? before = null)
    {
        result.ExitCode.ShouldNotBe(0, what);
        var lines = result.Errors.Split('\n');
        lines.ShouldContain(line => line.StartsWith("error: ") && (line.Contains(cause)
            || line.Contains(before ?? cause)), $"{what}\n{result.Errors}");
        lines.ShouldContain(line => line.StartsWith("next:  "), $"{what}\n{result.Errors}");
        result.Errors.ShouldNotContain("inside Slipway", Case.Sensitive, what);
    }

    /// <summary>Pushes an image of one layer, as any client of the registry may.</summary>
    private async Task<string> PushAsync(string application, byte[] layer)
    {
        using var client = new HttpClient { BaseAddress = new Uri(Installation.Api) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{Installation.Token}")));
        var config = Encoding.UTF8.GetBytes(
            """{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:""" +
                new string('0', 64) + "\"]}}");
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = "application/vnd.oci.image.manifest.v1+json",
            ["config"] = await BlobAsync("application/vnd.oci.image.config.v1+json", config),
            ["layers"] = new JsonArray(await BlobAsync("application/vnd.oci.image.layer.v1.tar+gzip", layer)),
        };
        using var body = new StringContent(
            manifest.ToJsonString(), new MediaTypeHeaderValue("application/vnd.oci.image.manifest.v1+json"));
        using var stored = await client.PutAsync(
            new Uri($"/v2/demo/{application}/manifests/hostile", UriKind.Relative), body);
        stored.StatusCode.ShouldBe(HttpStatusCode.Created, await stored.Content.ReadAsStringAsync());
        return $"demo/{application}:hostile";

        async Task<JsonObject> BlobAsync(string type, byte[] content)
        {
            var digest = Oci.Digest.OfBytes(content).ToString();
            using var blob = new ByteArrayContent(content);
            using var answer = await client.PostAsync(
                new Uri($"/v2/demo/{application}/blobs/uploads/?digest={digest}", UriKind.Relative), blob);
            answer.StatusCode.ShouldBe(HttpStatusCode.Created);
            return new JsonObject { ["mediaType"] = type, ["digest"] = digest, ["size"] = content.Length };
        }
    }
}
