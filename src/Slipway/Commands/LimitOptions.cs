using System.CommandLine;
using System.CommandLine.Parsing;
using Slipway.Cartridges.Manifests;
using Slipway.Engine;
using Slipway.Oci;
using Slipway.Platform.Limits;
using Slipway.Web.Resources;
using Slipway.Yaml;

namespace Slipway.Commands;

/// <summary>Options for resource limits, with their units.</summary>
internal static class LimitOptions
{
    private static readonly Option<long?> Memory = Size("--memory", "memory, such as 512m or 2g");
    private static readonly Option<double?> Cpus =
        new("--cpus") { Description = "processors, such as 0.5 or 2; 0 removes the limit", HelpName = "NUMBER" };
    private static readonly Option<int?> Pids =
        new("--pids") { Description = "processes and threads", HelpName = "NUMBER" };
    private static readonly Option<long?> Disk = Size("--disk", "disk space, such as 512m or 2g");

    public static IEnumerable<Symbol> All => [Memory, Cpus, Pids, Disk];

    /// <returns>Null when none is given.</returns>
    public static LimitsResource? Read(ParseResult arguments)
    {
        var limits = new LimitsResource(
            arguments.GetValue(Memory), arguments.GetValue(Cpus), arguments.GetValue(Pids), arguments.GetValue(Disk));
        return limits == new LimitsResource() ? null : limits;
    }

    public static string Describe(LimitsResource limits) =>
        LimitRules.Describe(
            new ResourceLimits { Memory = limits.Memory, Cpus = limits.Cpus, Pids = limits.Pids, Disk = limits.Disk });

    /// <summary>An option for a duration: <c>90s</c>, <c>10m</c>, <c>2h</c>, <c>30d</c>.</summary>
    public static Option<TimeSpan?> Time(string name, string description) => new(name)
    {
        Description = description, HelpName = "TIME",
        CustomParser = result => Parse<TimeSpan>(result, DurationText.TryParse, "time", "90s, 10m, 2h or 30d"),
    };

    private static Option<long?> Size(string name, string description) => new(name)
    {
        Description = description, HelpName = "SIZE",
        CustomParser = result => Parse<long>(result, ByteSize.TryParse, "size", "512m or 2g"),
    };

    private static T? Parse<T>(ArgumentResult result, Parser<T> parser, string what, string examples) where T : struct
    {
        var text = result.Tokens is [var token] ? token.Value : "";
        if (parser(text, out var value))
            return value;
        result.AddError($"'{Excerpt.Of(text)}' is no {what}; write it like {examples}");
        return null;
    }

    private delegate bool Parser<T>(string text, out T value);
}
