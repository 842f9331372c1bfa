using Slipway.Registry.Content;
using Slipway.Testing.Stores;

namespace Slipway.Registry.Tests.Content;

public sealed class InMemoryContentIndexTests : ContentIndexContract
{
    protected override IContentIndex Index { get; } = new InMemoryContentIndex();
}
