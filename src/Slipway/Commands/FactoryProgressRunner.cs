using System.CommandLine;
using Slipway.Client;
using Slipway.Web.Resources;

namespace Slipway.Commands;

/// <summary>Runs the long-running verbs of the factory: shows their progress, then their results.</summary>
internal static class FactoryProgressRunner
{
    public static readonly Option<FileInfo?> JUnit =
        new("--junit") { Description = "also write the results as JUnit XML", HelpName = "FILE" };

    /// <param name="query">The query string of the request.</param>
    public static async Task<int> RunAsync(
        CommandContext context, string path, IEnumerable<(string Key, string? Value)> query, HttpContent content,
        CancellationToken cancel)
    {
        var options = string.Join('&', query.Where(entry => entry.Value is not null).Select(
            entry => $"{entry.Key}={Uri.EscapeDataString(entry.Value!)}"));
        var results = new List<ImageResultResource>();
        OperationResource? ended = null;
        await using (var progress = IFactoryView.Open(context.Output))
        {
            await foreach (var item in context.Api.StreamAsync(
                HttpMethod.Post, $"{path}?{options}", content, ApiJson.Default.OperationEvent, cancel))
            {
                ended = item.Operation ?? ended;
                if (item.Image is { State: not ("running" or "waiting") } result)
                    results.Add(result);
                progress.Show(item);
            }
        }
        if (context.Arguments.GetValue(JUnit) is { } file)
            FactoryJUnit.Write(file, path, results);
        if (context.Output.Json && results.Count > 0)
            context.Output.Show(results, ApiJson.Default.IReadOnlyListImageResultResource, _ => { });
        return FactoryOutput.End(ended, context.Output);
    }
}
