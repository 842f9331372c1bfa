using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Linux.Files;

namespace Slipway.Engine.Embedded.Files;

/// <summary>JSON files with one value each.</summary>
internal static class JsonFile
{
    /// <summary>For state that is useless after a reboot.</summary>
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type) =>
        RuntimeFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(value, type));

    public static void WriteDurably<T>(string path, T value, JsonTypeInfo<T> type) =>
        DurableFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>The value, or null when the file is missing or invalid.</summary>
    public static T? TryRead<T>(string path, JsonTypeInfo<T> type) where T : class
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
