using Slipway.Registry.Content;

namespace Slipway.Registry.Tests.Content;

public sealed class InMemoryContentIndexTests : ContentIndexContract
{
    protected override IContentIndex Index { get; } = new InMemoryContentIndex();
}
