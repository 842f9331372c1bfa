using Slipway.Storage.InMemory;

namespace Slipway.Platform.Tests.Applications;

public sealed class InMemoryApplicationTests() : ApplicationTests(InMemoryStores.Create());
