using Slipway.Linux.Files;

namespace Slipway.SourceToImage;

/// <summary>A file of a tree, its path from the tree's root.</summary>
internal readonly record struct SourceEntry(RawPath Path, FileStat Stat);
