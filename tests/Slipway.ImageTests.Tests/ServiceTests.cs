using Microsoft.Extensions.Logging.Abstractions;
using Slipway.ImageTests;
using Slipway.Linux.Processes;
using Slipway.Testing;

namespace Slipway.ImageTests.Tests;

/// <summary>Images that serve, started on the engine.</summary>
[Collection(nameof(ImageTestMachine))]
public sealed class ServiceTests(ImageTestMachine machine)
{
    private const string OpenApi =
        """
        openapi: 3.0.3
        info: {title: greetings, version: "1"}
        paths:
          /greeting:
            get:
              responses:
                "200":
                  content:
                    application/json:
                      schema: {$ref: "#/components/schemas/Greeting"}
          /{name}:
            get:
              parameters: [{name: name, in: path, required: true, schema: {type: string}, example: greeting}]
              responses: {default: {description: any}}
          /unasked/{id}:
            get:
              parameters: [{name: id, in: path, required: true, schema: {type: string}}]
              responses: {"200": {description: never asked for}}
        components:
          schemas:
            Greeting:
              type: object
              required: [greeting, count]
              additionalProperties: false
              properties:
                greeting: {type: string, minLength: 1}
                count: {type: integer, minimum: 1}
                tags: {type: array, items: {type: string}, uniqueItems: true}
                next: {type: string, nullable: true}
        """;

    [Fact]
    public Task A_good_service_passes_every_check() => machine.PassesAsync(
        """
        serviceTests:
          - name: web
            envVars: [{key: GREETING, value: bonjour}]
            files:
              - {path: /www/extra.txt, content: "extra\n", mode: "0444"}
              - {path: /www/beside.txt, source: beside.txt}
            volumes: [/data]
            listens: [8080]
            notRoot: true
            http:
              - {path: /, expectedBody: [welcome]}
              - {path: /extra.txt, expectedBody: ["^extra$"], expectedHeaders: [{key: Content-Type, value: text/plain}]}
              - {path: /beside.txt, expectedBody: [beside]}
              - {path: /cgi-bin/greeting, expectedHeaders: [{key: X-Kind, value: "^greet", isRegex: true}]}
              - {path: /none, status: 404}
            openapi: [{file: api.yaml, basePath: /cgi-bin}]
            configuration:
              - {file: /tmp/running.conf, expectedContents: ["^greeting=bonjour$"]}
              - {command: [cat, /tmp/running.conf], expectedContents: [bonjour]}
              - http: {path: /cgi-bin/greeting, expectedBody: [bonjour]}
        """, null, ("api.yaml", OpenApi), ("beside.txt", "beside\n"));

    [Fact]
    public Task A_sibling_is_reached_by_its_name() => machine.PassesAsync(
        """
        serviceTests:
          - name: web
            command: [/bin/sh, /serve, "8081"]
            envVars: [{key: REQUIRES, value: "http://peer:8080/cgi-bin/greeting"}]
            siblings:
              - {name: peer, image: "web:1", envVars: [{key: GREETING, value: from the peer}], listens: [8080]}
            listens: [8081]
            configuration: [{file: /tmp/peer, expectedContents: [from the peer]}]
        """);

    [Theory]
    [InlineData("listens: [8080], envVars: [{key: FAIL, value: on purpose}]", "web: starts",
        "expected to go on running, ended with exit code 3")]
    [InlineData("listens: [9999], startTimeout: 8s", "web: listens on 9999",
        "port 9999: expected to accept connections at the gear's address, seen: refused; the gear listens on ")]
    [InlineData("listens: [8080], envVars: [{key: ADDRESS, value: 127.0.0.1}], startTimeout: 8s",
        "web: listens on 8080", "the gear listens on 127.0.0.1:8080")]
    [InlineData(
        "notRoot: true, user: root", "web: no process is root", "expected no process to be root, seen as root:")]
    [InlineData("http: [{port: 8080, path: /, status: 201}]", "web: GET / on 8080",
        "GET / on 8080: expected status 201, seen 200 with <h1>welcome</h1>")]
    [InlineData("http: [{port: 8080, path: /, expectedBody: [goodbye]}]", "web: GET / on 8080",
        "body: expected a match of 'goodbye', seen: <h1>welcome</h1>")]
    [InlineData("http: [{port: 8080, path: /, expectedHeaders: [{key: X-None, value: x}]}]", "web: GET / on 8080",
        "expected header X-None, it is not there")]
    [InlineData("http: [{port: 8080, path: /, expectedHeaders: [{key: Content-Type, value: x}]}]", "web: GET / on 8080",
        "header Content-Type: expected 'x', seen 'text/html'")]
    [InlineData("http: [{port: 9999, path: /}], startTimeout: 1s", "web: GET / on 9999", "expected an answer, seen:")]
    [InlineData("tls: [{port: 8080}], listens: [8080]", "web: negotiates TLS on 8080",
        "port 8080: expected a TLS handshake, seen:")]
    [InlineData("configuration: [{file: /tmp/running.conf, expectedContents: [servus]}], startTimeout: 8s",
        "web: applies its configuration: /tmp/running.conf", "expected a match of 'servus', seen: greeting=hello")]
    [InlineData("configuration: [{file: /tmp/none, expectedContents: [x]}], startTimeout: 1s",
        "web: applies its configuration: /tmp/none", "/tmp/none does not exist")]
    [InlineData("configuration: [{command: ['false'], expectedContents: [x]}], startTimeout: 1s",
        "web: applies its configuration: false", "expected exit code 0, seen 1")]
    [InlineData(
        "configuration: [{http: {port: 8080, path: /cgi-bin/greeting, expectedBody: [servus]}}], startTimeout: 8s",
        "web: applies its configuration: GET /cgi-bin/greeting on 8080", "expected a match of 'servus'")]
    [InlineData("listens: [8080], siblings: [{name: peer, image: 'none:1'}]", "web: starts",
        "there is no image 'none:1' to start beside the one under test")]
    [InlineData("listens: [8080], files: [{path: /x, source: none.txt}]", "web: starts",
        "'none.txt' beside the test file cannot be read")]
    public async Task A_seeded_fault_is_told(string keys, string name, string message)
    {
        var failure = await machine.FailureAsync($"serviceTests: [{{name: web, {keys}}}]");
        (failure.Name, failure.Message).ShouldSatisfyAllConditions(() => failure.Name.ShouldBe(name),
            () => failure.Message.ShouldContain(message));
    }

    [Fact]
    public async Task What_cannot_be_asked_any_more_is_skipped_and_the_last_lines_are_told()
    {
        var report = await machine.RunAsync(
            "serviceTests: [{name: web, listens: [8080], http: [{path: /}], envVars: [{key: FAIL, value: a fault}]}]");
        report.Cases.Select(result => result.Outcome)
            .ShouldBe([TestOutcome.Failed, TestOutcome.Skipped, TestOutcome.Skipped]);
        report.Cases[0].LastLines.ShouldContain("cannot start: a fault");
    }

    [Fact]
    public async Task Cancelling_ends_the_tests_and_leaves_no_gear()
    {
        using var stop = new CancellationTokenSource();
        var file = ImageTestFile.Parse("schemaVersion: 2.0.0\nserviceTests: [{name: web, listens: [8080], " +
            "configuration: [{command: [sleep, '1000'], expectedContents: [x]}]}]", "t");
        var request = new ImageTestRequest { Image = machine.Web, Files = [new LocatedTestFile(file, "/")] };
        var seen = new List<string>();
        await Should.ThrowAsync<OperationCanceledException>(
            () => new ImageTester(
                machine.Builds.Gears, machine.Builds.Engine, NullLogger<ImageTester>.Instance).RunAsync(
                request,
                async result =>
                {
                    seen.Add(result.Name);
                    if (seen.Count == 2)
                        await stop.CancelAsync();
                },
                stop.Token));
        seen.ShouldBe(["web: starts", "web: listens on 8080"]);
        (await machine.Builds.Gears.ListAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Answers_that_are_not_as_the_document_says_are_told()
    {
        var document = OpenApi.Replace("/greeting:", "/broken:", StringComparison.Ordinal);
        (await machine.FailureAsync(
            "serviceTests: [{name: web, openapi: [{port: 8080, file: api.yaml, basePath: /cgi-bin}]}]", null,
            ("api.yaml", document)))
            .Message.Split('\n').ShouldBe(
            [
                "GET /broken: body: expected the property 'count', it is not there",
                "GET /broken: body/greeting: expected string, seen 7",
                "GET /broken: body/tags/1: expected string, seen 1",
            ]);
        (await machine.FailureAsync(
            "serviceTests: [{name: web, openapi: [{port: 8080, file: api.yaml}]}]", null, ("api.yaml", OpenApi)))
            .Message.ShouldStartWith("GET /greeting: expected status 200, seen 404 with");
        var text = OpenApi.Replace("application/json", "text/html", StringComparison.Ordinal);
        (await machine.FailureAsync(
            "serviceTests: [{name: web, openapi: [{port: 8080, file: api.yaml, basePath: /cgi-bin}]}]",
            null, ("api.yaml", text)))
            .Message.ShouldBe("GET /greeting: expected content type text/html, seen application/json");
        (await machine.FailureAsync(
            "serviceTests: [{name: web, openapi: [{port: 8080, file: api.yaml}]}]", null, ("api.yaml", "openapi: 2.0")))
            .Message.ShouldContain("is no OpenAPI 3 document");
    }

    [Fact]
    public async Task Tls_is_as_expected_or_said_how_it_is_not()
    {
        using var directory = new TemporaryDirectory();
        (await Tool.RunAsync(["sh", "-euc", CertificateScript], new ToolOptions { WorkingDirectory = directory.Path }))
            .OrThrow();
        (string, string)[] files = [.. new[] { "ca.pem", "other.pem", "cert.pem", "key.pem" }
            .Select(name => (name, File.ReadAllText(directory.File(name))))];
        const string service =
            "serviceTests: [{name: tls, command: [openssl, s_server, -accept, '8443', -cert, /cert.pem, -key, " +
            "/key.pem, -www, -alpn, http/1.1], listens: [8443], "
            + "files: [{path: /cert.pem, source: cert.pem}, {path: /key.pem, source: key.pem, mode: " +
                "'0400'}], tls: [{KEYS}]}]";
        await machine.PassesAsync(service.Replace("KEYS",
            "serverName: tls.example.org, certificateNames: [tls.example.org], subject: 'CN=tls', validFor: 1d, " +
                "authority: ca.pem, minimumVersion: '1.3', applicationProtocol: http/1.1",
            StringComparison.Ordinal), machine.Tls, files);
        foreach (var (keys, message) in new[]
        {
            ("certificateNames: [other.example.org]", "certificate: expected to be for other.example.org, it is not"),
            ("subject: 'CN=none'", "certificate: expected a subject that matches 'CN=none', seen 'CN=tls'"),
            ("validFor: 90d", "certificate: expected to be valid until"),
            ("authority: other.pem", "certificate: expected to be issued by other.pem, seen:"),
            ("applicationProtocol: h2", "port 8443: expected"),
        })
            (await machine.FailureAsync(service.Replace("KEYS", keys, StringComparison.Ordinal), machine.Tls,
                files)).Message.ShouldContain(message);
        var old = service.Replace("KEYS", "minimumVersion: '1.3'", StringComparison.Ordinal)
            .Replace("-www,", "-www, -no_tls1_3,", StringComparison.Ordinal);
        (await machine.FailureAsync(old, machine.Tls, files)).Message
            .ShouldContain("expected at least TLS 1.3, negotiated 1.2");
    }

    private const string CertificateScript =
        """
        for name in ca other; do
          openssl req -x509 -newkey rsa:2048 -nodes -keyout $name.key -out $name.pem -days 30 -subj "/CN=$name" -addext basicConstraints=critical,CA:TRUE 2>/dev/null
        done
        openssl req -newkey rsa:2048 -nodes -keyout key.pem -out cert.csr -subj /CN=tls 2>/dev/null
        printf 'subjectAltName=DNS:tls.example.org\n' > extensions
        openssl x509 -req -in cert.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -out cert.pem -extfile extensions 2>/dev/null
        """;
}
