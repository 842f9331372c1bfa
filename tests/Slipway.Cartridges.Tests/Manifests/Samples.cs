namespace Slipway.Cartridges.Tests.Manifests;

internal static class Samples
{
    public const string Minimal = "Name: tiny\nVersion: 1\n";

    public const string Nodejs = """
        Name: nodejs
        Cartridge-Short-Name: NODEJS
        Display-Name: Node.js 18
        Description: "JavaScript on the server: fast, event driven"
        Version: 18
        Versions: [18, '20', 0.10]
        Version-Overrides:
          0.10:
            Display-Name: Node.js 0.10
            Image-name: cartridges/nodejs:0.10
            Storage-path: ~
          '20':
            Display-Name: Node.js 20
            Image-name: cartridges/nodejs:20
        License: MIT
        License-Url: https://example.org/license
        Vendor: example
        Website: https://example.org
        Categories: [service, web_framework]
        Help-Topics:
          "Getting Started": https://example.org/start
        Cart-Data:
          - Key: OPENSHIFT_NODEJS_PORT
            Type: environment
            Description: The port
        Provides: [nodejs-18, nodejs]
        Requires:
          - make
          - [python-3.11, python]
        Conflicts: iojs
        Suggests:
        Architecture: noarch
        Publishes:
          get-doc-root:
            Type: "FILESYSTEM:doc-root"
        Subscribes:
          set-db-connection-info:
            Type: "NET_TCP:db:connection-info"
            Required: false
        Endpoints:
          - Private-IP-Name: IP
            Private-Port-Name: PORT
            Private-Port: 8080
            Public-Port-Name: PROXY_PORT
            Options: { primary: true }
            Mappings:
              - Frontend: ""
                Backend: ""
                Options: { websocket: true }
        Reservations:
          - MEM >= 10MB
        Scaling: { Min: 1, Max: 4 }
        Image-name: cartridges/nodejs:18
        Template-location: https://example.org/template.git#v1.2
        Storage-path: /var/lib/nodejs
        Liveness-check:
          Port: 8080
          Http-path: /health
          Script: [live]
          Timeout: 500ms
          Interval: 2s
          Start-period: 1m
        Dependency-files: [package.json, package-lock.json]
        """;
}
