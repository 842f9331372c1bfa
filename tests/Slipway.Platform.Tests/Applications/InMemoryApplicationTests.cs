using Slipway.Testing.Stores;

namespace Slipway.Platform.Tests.Applications;

public sealed class InMemoryApplicationTests() : ApplicationTests(InMemoryStores.Create());
