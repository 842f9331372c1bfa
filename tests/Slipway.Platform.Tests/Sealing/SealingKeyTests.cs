using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Slipway.Platform.Sealing;

namespace Slipway.Platform.Tests.Sealing;

public sealed class SealingKeyTests
{
    private readonly SealingKey _key = new(RandomNumberGenerator.GetBytes(SealingKey.Length));

    [Fact]
    public void What_is_sealed_opens_as_it_was_and_its_length_is_known() =>
        Prop.ForAll<byte[], NonNull<string>>((value, purpose) =>
        {
            value ??= [];
            var text = _key.Seal(value, purpose.Get);
            return _key.Open(text, purpose.Get).SequenceEqual(value) && SealingKey.LengthOf(text) == value.Length;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_bit_of_a_sealed_value_can_be_changed() => Prop.ForAll<byte[], int>((value, place) =>
    {
        var bytes = Convert.FromBase64String(_key.Seal(value ?? [], "a"));
        bytes[(uint)place % bytes.Length] ^= 1;
        Refused(_key, Convert.ToBase64String(bytes), "a");
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_value_opens_for_its_own_purpose_and_with_its_own_key_only()
    {
        var text = _key.Seal("value"u8, "secret npmrc of a");
        Refused(_key, text, "secret npmrc of b");
        Refused(new SealingKey(new byte[SealingKey.Length]), text, "secret npmrc of a");
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("AQID")]
    public void What_was_never_sealed_does_not_open(string text) => Refused(_key, text, "a");

    [Fact]
    public void The_same_value_is_never_sealed_the_same_way_twice() =>
        _key.Seal("value"u8, "a").ShouldNotBe(_key.Seal("value"u8, "a"));

    private static void Refused(SealingKey key, string text, string purpose)
    {
        var refusal = Should.Throw<SlipwayException>(() => key.Open(text, purpose));
        refusal.Code.ShouldBe(ErrorCode.Unavailable);
        refusal.NextStep.ShouldNotBeNull().ShouldContain("secrets.key");
    }
}
