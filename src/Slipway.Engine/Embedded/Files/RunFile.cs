using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Slipway.Engine.Embedded.Files;

/// <summary>
/// Files of the run-time state: there whole or not at all after a crash of this process. They mean nothing after a reboot, so they are not
/// synced; what does is written by <see cref="Slipway.Linux.Files.DurableFile"/>.
/// </summary>
internal static class RunFile
{
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.{Guid.NewGuid():n}.tmp";
        File.WriteAllBytes(temporary, content);
        File.Move(temporary, path, overwrite: true);
    }

    public static void ReplaceJson<T>(string path, T value, JsonTypeInfo<T> type) => Replace(path, JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>The value, or null when the file is missing or does not hold one.</summary>
    public static T? TryReadJson<T>(string path, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type);
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
