using Slipway.Testing;

namespace Slipway.Oci.Tests.Trees;

public static class Scratch
{
    /// <summary>A new directory in the temporary one.</summary>
    public static string Make(this TemporaryDirectory directory, string name) =>
        Directory.CreateDirectory(directory.File(name)).FullName;
}
