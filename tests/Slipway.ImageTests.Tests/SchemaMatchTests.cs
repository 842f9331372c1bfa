using System.Diagnostics;
using System.Text.Json.Nodes;
using Slipway.ImageTests.Services.OpenApi;

namespace Slipway.ImageTests.Tests;

public class SchemaMatchTests
{
    private static IReadOnlyList<string> Failures(string schema, string value)
    {
        var document = OpenApiDocument.Parse($"openapi: 3.1.0\npaths: {{}}\n" +
            $"components: {{schemas: {{Under: {schema}, Loop: {{$ref: '#/components/schemas/Loop'}}}}}}", "api.yaml");
        return [.. new SchemaMatch(document)
            .Failures(JsonNode.Parse(value), document.Root["components"]!["schemas"]!["Under"]!)];
    }

    [Theory]
    [InlineData("{type: integer}", "3")]
    [InlineData("{type: integer}", "3.0")]
    [InlineData("{type: [string, 'null']}", "null")]
    [InlineData("{type: string, nullable: true}", "null")]
    [InlineData("{enum: [a, 1, 0x]}", "1")]
    [InlineData("{const: {a: [1]}}", "{\"a\": [1]}")]
    [InlineData("{type: number, minimum: 1, exclusiveMaximum: 2, multipleOf: 0.5}", "1.5")]
    [InlineData("{oneOf: [{type: string}, {type: integer}]}", "7")]
    [InlineData("{allOf: [{required: [a]}, {properties: {b: {type: string}}}]}", "{\"a\": 1, \"b\": \"x\"}")]
    [InlineData("{type: object, additionalProperties: {type: integer}}", "{\"x\": 1}")]
    [InlineData("{type: string, pattern: '^a+$', maxLength: 3}", "\"aaa\"")]
    [InlineData("{not: {type: string}}", "1")]
    [InlineData("true", "1")]
    public void A_value_that_fits_has_no_failures(string schema, string value) =>
        Failures(schema, value).ShouldBeEmpty();

    [Theory]
    [InlineData("{type: integer}", "3.5", "body: expected integer, seen 3.5")]
    [InlineData("{type: string}", "null", "body: expected string, seen null")]
    [InlineData("{enum: [a, b]}", "\"c\"", "body: expected one of [\"a\",\"b\"], seen \"c\"")]
    [InlineData("{const: 1}", "2", "body: expected 1, seen 2")]
    [InlineData("{minimum: 1, exclusiveMinimum: true}", "1", "body: expected at least 1, seen 1")]
    [InlineData("{exclusiveMaximum: 2}", "2", "body: expected less than 2, seen 2")]
    [InlineData("{multipleOf: 2}", "3", "body: expected a multiple of 2, seen 3")]
    [InlineData("{oneOf: [{type: number}, {type: integer}]}", "7", "body: expected one of 2 schemas to fit, 2 do: 7")]
    [InlineData("{anyOf: [{type: string}]}", "7", "body: expected any of 1 schemas to fit, none does: 7")]
    [InlineData("{additionalProperties: false}", "{\"x\": 1}", "body/x: expected nothing here, seen 1")]
    [InlineData("{items: {maxLength: 1}}", "[\"ab\"]", "body/0: expected at most 1 characters, seen 2")]
    [InlineData("{uniqueItems: true}", "[1, 1]", "body: expected items that differ, some are equal")]
    [InlineData("{pattern: '('}", "\"a\"", "body: the document's pattern '(' cannot be used")]
    [InlineData("{$ref: '#/components/schemas/Loop'}", "1", "body: the document has no schema where it refers to one")]
    [InlineData("{properties: {a: {$ref: '#/nowhere'}}}", "{\"a\": 1}",
        "body/a: the document has no schema where it refers to one")]
    [InlineData(
        "{items: {$ref: '#/components/schemas/Under'}, type: array}", "[[[1]]]", "body/0/0/0: expected array, seen 1")]
    public void A_value_that_does_not_is_told_where(string schema, string value, string message) =>
        Failures(schema, value).ShouldHaveSingleItem().ShouldStartWith(message);

    [Fact]
    public void A_schema_that_holds_itself_ends() =>
        Failures("{allOf: [{$ref: '#/components/schemas/Under'}, {$ref: '#/components/schemas/Under'}]}", "1")
            .ShouldNotBeEmpty();

    [Fact]
    public void Schemas_that_double_with_each_level_end()
    {
        var levels = string.Concat(Enumerable.Range(1, 40).Select(level =>
            $", a{level}: {{oneOf: [{Reference($"a{level - 1}")}, {Reference($"a{level - 1}")}]}}"));
        InTime(() => Failures($"{Reference("a40")}, a0: {{type: string}}{levels}", "1")).ShouldNotBeEmpty();
    }

    [Fact]
    public void A_pattern_that_backtracks_without_end_elsewhere_is_matched_in_linear_time() =>
        InTime(() => Failures("{pattern: '^(a+)+$'}", $"\"{new string('a', 100_000)}!\""))
            .ShouldHaveSingleItem().ShouldStartWith("body: expected a match of");

    [Fact]
    public void A_chain_of_references_is_followed_for_so_long()
    {
        var chain = string.Concat(
            Enumerable.Range(1, 2000).Select(link => $", a{link}: {Reference($"a{link - 1}")}"));
        Failures($"{Reference("a2000")}, a0: {{type: integer}}{chain}", "1").ShouldHaveSingleItem()
            .ShouldBe("body: the document has no schema where it refers to one");
    }

    [Theory]
    [InlineData("http://127.0.0.1:9/x.json")]
    [InlineData("file:///etc/hostname")]
    public void A_reference_out_of_the_document_is_not_followed(string elsewhere) =>
        Failures($"{{$ref: '{elsewhere}'}}", "1").ShouldHaveSingleItem()
            .ShouldBe("body: the document has no schema where it refers to one");

    [Fact]
    public void A_schema_whose_few_steps_are_long_ends_after_the_time()
    {
        var document = OpenApiDocument.Parse(
            $"openapi: 3.1.0\npaths: {{}}\nx: {{items: {{enum: ['{new string('x', 2_000_000)}']}}}}", "api.yaml");
        var value = JsonNode.Parse($"[{string.Join(',', Enumerable.Range(0, 20_000))}]");
        InTime(() => [.. new SchemaMatch(document, TimeSpan.FromMilliseconds(200))
            .Failures(value, document.Root["x"]!)]).Count.ShouldBe(20, "no more are told");
    }

    private static string Reference(string name) => $"{{$ref: '#/components/schemas/{name}'}}";

    private static IReadOnlyList<string> InTime(Func<IReadOnlyList<string>> match)
    {
        var time = Stopwatch.StartNew();
        var failures = match();
        time.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        return failures;
    }
}
