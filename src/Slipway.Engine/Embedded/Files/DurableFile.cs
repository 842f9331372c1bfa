using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Linux.Files;

namespace Slipway.Engine.Embedded.Files;

/// <summary>Files that are there whole or not at all.</summary>
internal static class DurableFile
{
    /// <summary>Survives a crash of this process: enough for run-time state, which means nothing after a reboot.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.{Guid.NewGuid():n}.tmp";
        File.WriteAllBytes(temporary, content);
        File.Move(temporary, path, overwrite: true);
    }

    public static void ReplaceJson<T>(string path, T value, JsonTypeInfo<T> type) => Replace(path, JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>Survives a loss of power, too.</summary>
    public static void ReplaceForGood(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.{Guid.NewGuid():n}.tmp";
        using (var file = new FileStream(temporary, FileMode.CreateNew))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }

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
