using System.CommandLine;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

/// <summary><c>slipway image show</c>.</summary>
internal static class ImageShowCommand
{
    private const int MaxStepLength = 100;
    private static readonly Argument<string> Reference =
        new("IMAGE") { Description = "repository[:tag] or repository@digest" };

    public static Command Create() =>
        Verb.Of("show", "Shows configuration and layers of an image, and its inputs if the factory built it",
            [Reference], ShowAsync);

    private static async Task<int> ShowAsync(CommandContext context, CancellationToken cancel)
    {
        var path = $"images/details?name={Uri.EscapeDataString(context.Arguments.GetRequiredValue(Reference))}";
        context.Output.Show(await context.Api.GetAsync(path, ApiJson.Default.ImageDetailsResource, cancel),
            ApiJson.Default.ImageDetailsResource, Print);
        return ExitCode.Success;
    }

    private static void Print(ImageDetailsResource image)
    {
        Output.Fields(
        [
            ("image", image.Name), ("digest", image.Digest), ("size", HumanReadable.Bytes(image.Size)),
            ("platform", image.Platform),
            ("created", image.Created is { } created ? $"{created:u}" : null), ("user", image.User),
            ("directory", image.WorkingDirectory),
            ("entrypoint", Words(image.Entrypoint)), ("command", Words(image.Command)), ("ports", Words(image.Ports)),
        ]);
        foreach (var variable in image.Environment ?? [])
            Console.Out.WriteLine($"environment:  {Output.Printable(variable)}");
        foreach (var (name, value) in image.Labels ?? new Dictionary<string, string>())
            Console.Out.WriteLine($"label:        {Output.Printable($"{name}={value}")}");
        foreach (var layer in image.Layers)
            Console.Out.WriteLine(
                $"layer:        {layer.Digest[..19]} {HumanReadable.Bytes(layer.Size),9}  {Step(layer.CreatedBy)}");
        if (image.Factory is not { } made)
            return;
        Console.Out.WriteLine();
        FactoryOutput.Image(made);
    }

    private static string? Words(IReadOnlyList<string>? words) =>
        words is null or [] ? null : Output.Printable(string.Join(' ', words));

    private static string Step(string? step)
    {
        var line = Output.Printable((step ?? "").Replace('\n', ' '));
        return line.Length <= MaxStepLength ? line : line[..MaxStepLength] + "…";
    }
}
