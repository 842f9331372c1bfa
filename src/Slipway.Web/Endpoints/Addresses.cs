using Slipway.Platform.Applications;

namespace Slipway.Web.Endpoints;

/// <summary>The public addresses of the platform.</summary>
/// <param name="EdgePort">The port in URLs of applications; 80 is omitted.</param>
/// <param name="Api">The public URL of API, registry and git: <c>http://127.0.0.1:8090</c>.</param>
public sealed record Addresses(int EdgePort, string Api, string BaseHost)
{
    public string UrlOf(string host) => EdgePort == 80 ? $"http://{host}/" : $"http://{host}:{EdgePort}/";

    public string GitRemoteOf(Application application) => $"{Api}/git/{application.Domain}/{application.Name}.git";

    public string EdgeUrl => UrlOf($"APPLICATION-DOMAIN.{BaseHost}");
}
