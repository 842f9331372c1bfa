using Slipway.Fuzz;

namespace Slipway.Oci.Tests;

/// <summary>
/// A short, repeatable run of the fuzzers; <c>fuzz/Slipway.Fuzz</c> runs them for as long as one likes.
/// </summary>
public sealed class FuzzTests : IDisposable
{
    private readonly Targets _targets = new();

    public void Dispose() => _targets.Dispose();

    [Theory]
    [InlineData("tar", 20_000)]
    [InlineData("layer", 1_500)]
    [InlineData("archive", 5_000)]
    [InlineData("manifest", 20_000)]
    [InlineData("index", 20_000)]
    [InlineData("config", 20_000)]
    [InlineData("dockerfile", 10_000)]
    public void Mutated_inputs_are_taken_or_refused_and_never_anything_else(string target, int inputs)
    {
        var failure =
            new Fuzzer(_targets.All.Single(candidate => candidate.Name == target), seed: 20_240_501).Run(inputs);
        (failure is null).ShouldBeTrue($"{failure?.Error} for {Convert.ToBase64String(failure?.Input ?? [])}");
    }

    [Theory]
    [InlineData("tar")]
    [InlineData("archive")]
    public void The_inputs_that_are_mutated_are_valid(string name)
    {
        var target = _targets.All.Single(candidate => candidate.Name == name);
        foreach (var input in target.Corpus)
            target.Parse(input);
    }
}
