using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Slipway.EndToEnd.Installations;

namespace Slipway.EndToEnd;

/// <summary>Images built by the command line with all that it can say of a build.</summary>
[Collection(SharedInstallationCollection.Name)]
public class ImageBuildTests(SharedInstallation installation)
{
    private const string Text = """
        ARG VERSION=none
        FROM base AS first
        ARG VERSION
        COPY --from=lib --parents deep/*.txt /lib/
        RUN --mount=type=secret,id=token --mount=type=secret,id=word,env=WORD \
            cat /run/secrets/token; echo "the word is $WORD"; cat /run/secrets/token | sha256sum | cut -c1-64 > /seen; printf %s "$WORD" | sha256sum | cut -c1-64 >> /seen
        RUN echo "version $VERSION"; cat /seen /lib/deep/a.txt
        FROM first
        RUN false
        """;

    private readonly string _secret = "secret-" + RandomNumberGenerator.GetHexString(24, lowercase: true);

    [Fact]
    public async Task Arguments_stage_contexts_and_secrets_reach_the_build_and_secrets_are_found_nowhere()
    {
        var (directory, lib, file) = (installation.Scratch("image-build"), installation.Scratch("image-build-lib"),
            Path.Combine(installation.Scratch("image-build-secret"), "token"));
        Directory.CreateDirectory(Path.Combine(lib, "deep"));
        await File.WriteAllTextAsync(Path.Combine(lib, "deep", "a.txt"), "of the library");
        await File.WriteAllTextAsync(Path.Combine(directory, "Containerfile"), Text);
        await File.WriteAllTextAsync(file, _secret);
        string[] build =
        [
            "image", "build", directory, "--name", "test/built:1", "--file", "Containerfile", "--target", "first",
            "--build-arg", "VERSION=7", "--build-context", "base=image:images/debian:12",
            "--build-context", $"lib={lib}", "--secret", $"id=token,src={file}", "--secret", $"id=word,src={file}",
        ];
        var first = await installation.Slipway.TryAsync(build);
        first.ExitCode.ShouldBe(0, first.Errors);
        var output = first.Output + first.Errors;
        var hash = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(_secret)));
        output.Split('\n').Count(line => line.Contains(hash)).ShouldBe(2, output);
        output.ShouldContain("version 7");
        output.ShouldContain("of the library");
        output.ShouldContain("the word is ******");
        output.ShouldNotContain(_secret);
        var again = await installation.Slipway.TryAsync(build);
        (again.Output + again.Errors)
            .ShouldNotContain("version 7", customMessage: "all steps are taken from the cache");
        var anew = (await installation.Slipway.TryAsync([.. build, "--no-cache"])).OrThrow();
        (anew.Output + anew.Errors).ShouldContain("version 7");
        var needles = new Needles(installation, "image-build", _secret);
        await needles.ShouldBeInNoFileAsync();
        await needles.ShouldBeInNoLayerOfAsync("test/built:1");
    }

    [Fact]
    public async Task A_build_that_fails_says_where_and_why_and_not_its_secrets()
    {
        var (directory, file) = (installation.Scratch("image-failure"),
            Path.Combine(installation.Scratch("image-failure-secret"), "token"));
        await File.WriteAllTextAsync(Path.Combine(directory, "Dockerfile"),
            "FROM images/debian:12\nRUN --mount=type=secret,id=token cat /run/secrets/token >&2; exit 9\n");
        await File.WriteAllTextAsync(file, _secret);
        var failed = await installation.Slipway.TryAsync(
            "image", "build", directory, "--name", "test/failed:1", "--secret", $"id=token,src={file}");
        failed.ExitCode.ShouldBe(65, failed.Errors);
        failed.Errors.ShouldContain("line 2");
        (failed.Output + failed.Errors).ShouldNotContain(_secret);
        await new Needles(installation, "image-failure", _secret).ShouldBeInNoFileAsync();
        JsonNode.Parse(await installation.Slipway.RunAsync("image", "list", "--output", "json"))!
            .AsArray().ShouldNotContain(image => (string)image!["repository"]! == "test/failed");
    }
}
