using Slipway.Oci;
using Slipway.Yaml;

namespace Slipway.Cartridges.Manifests;

/// <summary>Reads the keys that version 3 adds: builder image, storage, readiness check.</summary>
internal static class RuntimeReader
{
    private static readonly string[] SystemPaths =
        ["/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/run", "/sbin", "/sys", "/tmp", "/usr", "/var"];

    public static CartridgeManifest Read(Fields fields, CartridgeManifest manifest) => manifest with
    {
        ImageName = fields.Checked(
            "Image-name", text => ImageReference.TryParse(text, out _), "is not an image reference",
            "write [host[:port]/]name[:tag][@sha256:…]"),
        Template = ReadTemplate(fields),
        StoragePath = fields.Checked("Storage-path", IsStoragePath, "cannot be a volume",
            "write an absolute path without '.' and '..' that is no directory of the system, such as /var/lib/NAME"),
        LivenessCheck = ReadLivenessCheck(fields),
        DependencyFiles = ReadDependencyFiles(fields),
        ReuseArtifacts = fields.Flag("Reuse-artifacts", true),
        BinaryPath = fields.Checked(
            "Binary-path", text => IsAbsolute(text.TrimEnd('/')), "is not a place for a binary",
            "write an absolute path without '.' and '..'"),
    };

    private static TemplateLocation? ReadTemplate(Fields fields)
    {
        if (fields.Text("Template-location") is not { } text)
            return null;
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        var template = hash < 0 ? new TemplateLocation(text) : new TemplateLocation(text[..hash], text[(hash + 1)..]);
        var cause = TemplateRules.FaultOf(template);
        return cause is null ? template
            : fields.Error<TemplateLocation>(fields.LineOf("Template-location"), "Template-location", cause,
                "write a git address (https://…, ssh://…, git://…, file:///…, user@host:path) with an optional " +
                    "#commit, or a path inside the cartridge");
    }

    private static LivenessCheck? ReadLivenessCheck(Fields fields)
    {
        if (fields.Map("Liveness-check") is not { } check)
            return null;
        var defaults = new LivenessCheck();
        var result = new LivenessCheck
        {
            Ports = [.. check.Items("Port").Select(item => check.NumberOf(item, "Port", 1, 1, 65535))],
            HttpPath = check.Checked(
                "Http-path", IsHttpPath, "is not a path", "begin with '/', without spaces and control characters"),
            Scripts = check.Texts("Script"),
            Timeout = check.Duration("Timeout", defaults.Timeout),
            Interval = check.Duration("Interval", defaults.Interval),
            StartPeriod = check.Duration("Start-period", defaults.StartPeriod),
            Failures = check.Number("Failures", defaults.Failures, 1, 100),
        };
        if (result.Ports.Count == 0 && result.HttpPath is null && result.Scripts.Count == 0)
            check.Error(check.Line, "", "nothing is checked", "add Port, Http-path or Script");
        check.WarnOfUnknown();
        return result;
    }

    private static IReadOnlyList<string> ReadDependencyFiles(Fields fields)
    {
        var files = fields.Texts("Dependency-files");
        foreach (var wrong in files.Where(file => !IsInside(file)))
            fields.Error(fields.LineOf("Dependency-files"), "Dependency-files",
                $"'{Excerpt.Of(wrong)}' is not a path inside the source",
                "write a relative path without '..', such as package.json");
        return files;
    }

    private static bool IsStoragePath(string text) =>
        IsAbsolute(text) && !SystemPaths.Contains(text) && !text.StartsWith("/proc/", StringComparison.Ordinal)
        && !text.StartsWith("/sys/", StringComparison.Ordinal) && !text.StartsWith("/dev/", StringComparison.Ordinal);

    private static bool IsHttpPath(string text) =>
        text.Length is > 0 and <= 1024 && text[0] == '/' && text.All(c => c is > ' ' and <= '~');

    private static bool IsAbsolute(string text) =>
        text.Length is > 1 and <= 1024 && text[0] == '/' && IsInside(text[1..]);

    internal static bool IsInside(string text) =>
        text.Length is > 0 and <= 1024 && text.Split('/').All(part => part is not ("" or "." or ".."))
            && !text.Any(char.IsControl);
}
