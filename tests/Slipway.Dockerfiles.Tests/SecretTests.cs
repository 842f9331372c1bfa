using System.Text;
using Slipway.Dockerfiles;
using Slipway.Oci.Json;
using Slipway.Testing.Builds;

namespace Slipway.Dockerfiles.Tests;

/// <summary>A secret's value is seen by the step that mounts it, and found nowhere else.</summary>
public sealed class SecretTests(BuildMachine machine) : IClassFixture<BuildMachine>
{
    private readonly string _sentinel = $"sentinel-{Guid.NewGuid():n}";

    [Fact]
    public async Task A_secret_is_in_no_layer_configuration_log_or_file()
    {
        using var context = await ContextDirectory.MakeAsync("""
            FROM busybox:1
            RUN --mount=type=secret,id=token cat /run/secrets/token; cat /run/secrets/token | wc -c > /size
            RUN --mount=type=secret,id=token,target=/etc/t,mode=0440,uid=33 stat -c '%a %u' /etc/t > /stat
            RUN --mount=type=secret,id=token,env=TOKEN echo "got $TOKEN" | tee /dev/stderr | wc -c > /env
            RUN ls -d /run/secrets /etc/t > /left 2>/dev/null || true
            """);
        var request = context.Build() with
        {
            Secrets = new Dictionary<string, ReadOnlyMemory<byte>> { ["token"] = Encoding.UTF8.GetBytes(_sentinel) },
        };
        var (image, progress) = await machine.BuildAsync(request);
        (await machine.RunAsync(image, "cat", "/size", "/stat", "/left")).ShouldBe($"{_sentinel.Length}\n440 33");
        progress.OfType<BuildProgress.Output>().Select(output => output.Line.Text).ShouldContain("******");
        progress.OfType<BuildProgress.Output>().ShouldAllBe(output => !output.Line.Text.Contains(_sentinel));
        Encoding.UTF8.GetString(OciJson.Write(image.Config)).ShouldNotContain(_sentinel);
        FilesWith(machine.DataDirectory).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failing_step_does_not_tell_the_secret()
    {
        using var context = await ContextDirectory.MakeAsync(
            "FROM busybox:1\nRUN --mount=type=secret,id=token cat /run/secrets/token; exit 3\n");
        var request = context.Build() with
        {
            Secrets = new Dictionary<string, ReadOnlyMemory<byte>> { ["token"] = Encoding.UTF8.GetBytes(_sentinel) },
        };
        var error = await Should.ThrowAsync<DockerfileException>(() => machine.BuildAsync(request));
        error.ExitCode.ShouldBe(3);
        error.ToString().ShouldNotContain(_sentinel);
        error.LastLines.ShouldBe(["******"]);
        FilesWith(machine.DataDirectory).ShouldBeEmpty();
    }

    private IEnumerable<string> FilesWith(string directory)
    {
        var wanted = Encoding.UTF8.GetBytes(_sentinel);
        return Directory.EnumerateFiles(directory, "*", new EnumerationOptions
        {
            RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device,
        })
            .Where(file => new FileInfo(file) is { Length: > 0 and < 100 << 20 }
                && File.ReadAllBytes(file).AsSpan().IndexOf(wanted) >= 0);
    }
}
