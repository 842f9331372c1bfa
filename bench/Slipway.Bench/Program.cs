using Slipway.Bench;
using Slipway.Bench.Templates;

return args switch
{
    ["gear-start", .. var rest] => await GearStart.RunAsync(rest.Length > 0 ? int.Parse(rest[0]) : 30),
    ["source-build", .. var rest] => await SourceBuilds.RunAsync(rest.Length > 0 ? int.Parse(rest[0]) : 10),
    ["first-response", var archive, var image, .. var rest] =>
        await FirstResponse.RunAsync(archive, image, rest.Length > 0 ? int.Parse(rest[0]) : 10),
    ["compare-templates", var recording] => TreeComparison.Run(recording),
    ["templates", var recording, .. var rest] => TreeSpeed.Run(recording, rest.Length > 0 ? int.Parse(rest[0]) : 10),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        "usage: Slipway.Bench gear-start|source-build [ROUNDS] | first-response ARCHIVE DOCKER-IMAGE [ROUNDS] | " +
        "compare-templates RECORDING | templates RECORDING [ROUNDS]");
    return 64;
}
