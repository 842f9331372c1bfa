using Slipway.Cartridges.Manifests;

namespace Slipway.Cartridges.Tests.Manifests;

public class EndpointTests
{
    private static IReadOnlyList<Endpoint> Read(string endpoints) =>
        CartridgeManifest.Parse(Samples.Minimal + endpoints).Endpoints;

    [Theory]
    [InlineData("Endpoints:\n  HTTP: 8080\n  SERVICE_A: 6666\n")]
    [InlineData("Endpoints:\n  - HTTP: 8080\n  - SERVICE_A: 6666\n")]
    public void The_forms_of_the_draft_name_ports(string text)
    {
        var endpoints = Read(text);
        endpoints.Select(endpoint => (endpoint.Name, endpoint.Port)).ShouldBe([("HTTP", 8080), ("SERVICE_A", 6666)]);
        endpoints.Select(endpoint => endpoint.IsWeb).ShouldBe([true, false]);
    }

    [Fact]
    public void The_final_form_describes_an_endpoint()
    {
        var endpoint = Read("""
            Endpoints:
              - Private-IP-Name: IP
                Private-Port-Name: PORT
                Private-Port: 8080
                Public-Port-Name: PROXY_PORT
                WebSocket-Port-Name: WS
                WebSocket-Port: 8000
                Protocols: [http, ws]
                Description: web
                Mappings:
                  - Frontend: /a
                    Backend: /b
                    Options: { gone: true }
            """).ShouldHaveSingleItem();
        endpoint.Name.ShouldBe("PORT");
        endpoint.PrivateAddressName.ShouldBe("IP");
        endpoint.PublicPortName.ShouldBe("PROXY_PORT");
        endpoint.WebSocketPort.ShouldBe(8000);
        endpoint.Protocols.ShouldBe(["http", "ws"]);
        endpoint.Mappings.ShouldHaveSingleItem().Options["gone"].ShouldBe("true");
    }

    [Fact]
    public void Without_protocols_mappings_mean_http_and_none_means_tcp()
    {
        Read("Endpoints:\n  - {Private-Port-Name: A, Private-Port: 1, Mappings: [{Frontend: '', Backend: " +
            "''}]}\n")[0].Protocols.ShouldBe(["http"]);
        Read("Endpoints:\n  - {Private-Port-Name: A, Private-Port: 1}\n")[0].Protocols.ShouldBe(["tcp"]);
    }

    [Theory]
    [InlineData("Endpoints: {HTTP: 66666}")]
    [InlineData("Endpoints: {HTTP: 0}")]
    [InlineData("Endpoints: {HTTP: eighty}")]
    [InlineData("Endpoints: [8080]")]
    [InlineData("Endpoints: [{Private-Port-Name: A}]")]
    [InlineData("Endpoints: [{A: 1}, {A: 2}]")]
    [InlineData("Endpoints: {'A B': 1}")]
    public void A_wrong_endpoint_is_refused(string text) =>
        Should.Throw<ManifestException>(() => Read(text)).Message.ShouldContain("Endpoints");
}
