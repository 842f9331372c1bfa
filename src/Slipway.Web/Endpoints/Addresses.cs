using Slipway.Platform.Applications;

namespace Slipway.Web.Endpoints;

/// <summary>How the outside reaches what the platform runs.</summary>
/// <param name="EdgePort">The port in URLs of applications; 80 is left out.</param>
/// <param name="Api">What others reach API, registry and git by: <c>http://127.0.0.1:8090</c>.</param>
public sealed record Addresses(int EdgePort, string Api, string BaseHost)
{
    public string UrlOf(string host) => EdgePort == 80 ? $"http://{host}/" : $"http://{host}:{EdgePort}/";

    public string GitRemoteOf(Application application) => $"{Api}/git/{application.Domain}/{application.Name}.git";

    public string EdgeUrl => UrlOf($"APPLICATION-DOMAIN.{BaseHost}");
}
