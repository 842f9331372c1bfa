using FsCheck;
using FsCheck.Fluent;
using Slipway.Cartridges.Manifests;
using Slipway.Yaml;

namespace Slipway.Cartridges.Tests.Manifests;

public class ManifestFuzzTests
{
    private static readonly string[] Pieces = [":", "- ", "\n", "  ", "[", "]", "{", "}", "&a ", "*a", "!", "|\n",
        ">\n", "'", "\"", "#", "~", "? ", "%", "---\n", "\0", "\t", "99999999999999999999", "é", "\ud800"];

    private static Gen<string> Mutated =>
        from count in Gen.Choose(1, 12)
        from edits in Gen.ArrayOf(from at in Gen.Choose(0, Samples.Nodejs.Length - 1)
                                  from cut in Gen.Choose(0, 40)
                                  from piece in Gen.Elements(Pieces)
                                  select (at, cut, piece), count)
        select edits.Aggregate(Samples.Nodejs, (text, edit) =>
        {
            var at = Math.Min(edit.at, text.Length);
            return text.Remove(at, Math.Min(edit.cut, text.Length - at)).Insert(at, edit.piece);
        });

    [Fact]
    public void Whatever_the_text_is_reading_gives_problems_or_a_manifest_that_survives_writing() =>
        Prop.ForAll(Arb.From(Mutated), text =>
        {
            var reading = ManifestReadResult.Of(text);
            if (reading.Manifest is not { } manifest)
                return reading.Problems.Any(problem => problem.Severity == ProblemSeverity.Error);
            var written = manifest.ToYaml();
            return CartridgeManifest.Parse(written).ToYaml() == written;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Any_characters_are_read_without_an_exception() =>
        Prop.ForAll<string>(text => ManifestReadResult.Of(text ?? "").Problems is not null)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
}
