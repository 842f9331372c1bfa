using Slipway.Build;
using Slipway.ImageTests.Files;
using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.ImageTests.Running;

/// <summary>What the run of one test goes by.</summary>
internal sealed class TestScope(LocatedTestFile located, ImageTestRequest request, LastOutput output)
{
    public ImageTestRequest Request { get; } = request;

    public ImageTestFile File { get; } = located.File;

    public Image Image => Request.Image;

    public ContainerConfig Configuration => Image.Config.Config ?? new ContainerConfig();

    public TestDirectory Directory { get; } = new(located.Directory);

    /// <summary>What was written last, for the message of a test that is ended.</summary>
    public LastOutput Output { get; } = output;

    /// <summary>The image's variables and the test file's global ones.</summary>
    public EnvironmentVariables Variables()
    {
        var variables = EnvironmentVariables.Of(Configuration.Env);
        return Assign(variables, File.GlobalEnvironment);
    }

    /// <summary>Sets variables whose values may name those that are set already.</summary>
    public static EnvironmentVariables Assign(EnvironmentVariables variables, IEnumerable<Variable> assignments)
    {
        foreach (var (name, value) in assignments)
            variables.Set(name, TextChecks.Expand(value, ToDictionary(variables)));
        return variables;
    }

    public static IReadOnlyDictionary<string, string> ToDictionary(EnvironmentVariables variables) =>
        variables.Names.ToDictionary(name => name, name => variables.Find(name)!);

    /// <exception cref="SlipwayException">There is no such image.</exception>
    public async Task<Image> FindImageAsync(string name, CancellationToken cancel) =>
        await Request.FindImage(name, cancel)
            ?? throw new SlipwayException(
                ErrorCode.NotFound, $"there is no image '{Excerpt.Of(name)}' to start beside the one under test");
}
