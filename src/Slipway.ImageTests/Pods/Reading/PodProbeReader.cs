using Slipway.ImageTests.Files.Reading;
using Slipway.Oci;
using Slipway.Yaml;

namespace Slipway.ImageTests.Pods.Reading;

/// <summary>Reads probes; ports may be called by the names that the container gives them.</summary>
internal sealed class PodProbeReader(IReadOnlyList<KeyValuePair<string, int>> ports)
{
    public PodProbe? Read(Fields container, string key)
    {
        if (container.Map(key) is not { } probe)
            return null;
        probe.Refuse("grpc", "gRPC probes are not made here; use exec, httpGet or tcpSocket");
        probe.Pass("terminationGracePeriodSeconds");
        var read = ReadAction(probe) with
        {
            InitialDelay = probe.Seconds("initialDelaySeconds", 0),
            Period = probe.Seconds("periodSeconds", 10),
            Timeout = probe.Seconds("timeoutSeconds", 1),
            Successes = probe.Number("successThreshold", 1, 1, 100),
            Failures = probe.Number("failureThreshold", 3, 1, 1000),
        };
        probe.RefuseUnknown();
        return read;
    }

    private PodProbe ReadAction(Fields probe)
    {
        if (probe.Map("exec") is { } exec)
            return new PodProbe { Command = exec.Texts("command") };
        if (probe.Map("tcpSocket") is { } socket)
            return new PodProbe { Port = ReadPort(socket) };
        if (probe.Map("httpGet") is not { } http)
            return probe.Error(probe.Line, "", "a probe is one of exec, tcpSocket and httpGet", "write one of them",
                new PodProbe { Command = [""] })!;
        http.Refuse("host", "a probe asks the pod itself; give another name by httpHeaders");
        var read = new PodProbe
        {
            Path = http.Text("path") is { Length: > 0 } path ? path : "/",
            Port = ReadPort(http),
            Tls = string.Equals(http.Text("scheme"), "HTTPS", StringComparison.OrdinalIgnoreCase),
            Headers = http.List("httpHeaders",
                header => KeyValuePair.Create(header.Required("name", "Host"), header.Text("value") ?? "")),
        };
        http.RefuseUnknown();
        return read;
    }

    private int ReadPort(Fields fields)
    {
        var text = fields.Text("port") ?? "";
        return text.Length > 0 && !char.IsAsciiDigit(text[0])
            ? ports.FirstOrDefault(port => port.Key == text).Value is > 0 and var named ? named
                : fields.Error(fields.LineOf("port"), "port", $"the container has no port called '{Excerpt.Of(text)}'",
                    "name it under ports", 1)
            : fields.Port("port", null);
    }
}
